using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Functions;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary>A call of a function, macro or method.</summary>
internal sealed class CallExpression(Expression callee, ArgumentList arguments, int offset) : NestedExpression
{
    public Value Call(RenderState state, Value? caller)
    {
        // A method call needs no bound method value in between.
        if (callee is AttributeExpression attribute)
        {
            var target = attribute.Target.Evaluate(state);
            if (MethodTable.Find(target, attribute.Name) is { } method)
            {
                var methodArguments = arguments.Evaluate(state, caller);
                state.Offset = offset;
                return method.Invoke(state, target, methodArguments);
            }

            state.Offset = offset;
            return Invoke(state, Subscript.Attribute(state, target, attribute.Name), caller);
        }

        var function = callee.Evaluate(state);
        state.Offset = offset;
        return Invoke(state, function, caller);
    }

    protected override Value EvaluateNested(RenderState state) => Call(state, null);

    private Value Invoke(RenderState state, Value function, Value? caller)
    {
        var values = arguments.Evaluate(state, caller);
        state.Offset = offset;
        return function switch
        {
            CallableValue callable => callable.Call(state, values),
            UndefinedValue undefined => throw state.Undefined(undefined),
            _ => throw state.Error($"A value of type {function.TypeName} cannot be called"),
        };
    }
}
