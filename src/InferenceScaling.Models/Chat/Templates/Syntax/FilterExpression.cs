using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Functions;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary><c>input | filter(arguments)</c>; the input of a filter block's first filter is the block's text.</summary>
internal sealed class FilterExpression(Expression? input, string name, ArgumentList arguments, int offset) : NestedExpression
{
    private readonly NativeFunction? _filter = FilterTable.Find(name);

    /// <summary>Applies the chain of filters whose innermost has no written input to a value.</summary>
    public Value Apply(RenderState state, Value innermost)
    {
        state.Enter();
        var subject = input switch
        {
            null => innermost,
            FilterExpression inner => inner.Apply(state, innermost),
            _ => input.Evaluate(state),
        };
        var value = Invoke(state, subject);
        state.Leave();
        return value;
    }

    protected override Value EvaluateNested(RenderState state) => Invoke(state, input?.Evaluate(state) ?? StringValue.Empty);

    private Value Invoke(RenderState state, Value subject)
    {
        var values = arguments.Evaluate(state);
        state.Offset = offset;
        return (_filter ?? throw state.Error($"There is no filter named '{name}'")).Invoke(state, subject, values);
    }
}
