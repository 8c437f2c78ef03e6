using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Functions;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary><c>operand is test(arguments)</c></summary>
internal sealed class TestExpression(Expression operand, string name, ArgumentList arguments, int offset) : NestedExpression
{
    private readonly NativeFunction? _test = TestTable.Find(name);

    protected override Value EvaluateNested(RenderState state)
    {
        var subject = operand.Evaluate(state);
        var values = arguments.Evaluate(state);
        state.Offset = offset;
        return (_test ?? throw state.Error($"There is no test named '{name}'")).Invoke(state, subject, values);
    }
}
