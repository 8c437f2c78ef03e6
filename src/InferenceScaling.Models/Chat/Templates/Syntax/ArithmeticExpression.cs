using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary>A binary arithmetic operator.</summary>
internal sealed class ArithmeticExpression(string symbol, Expression left, Expression right) : NestedExpression
{
    protected override Value EvaluateNested(RenderState state)
    {
        var (first, second) = (left.Evaluate(state), right.Evaluate(state));
        // By far the commonest operation of chat templates.
        return symbol == "+" && first is StringValue a && second is StringValue b
            ? Arithmetic.Concatenate(state, a, b)
            : Arithmetic.Apply(state, symbol, first, second);
    }
}
