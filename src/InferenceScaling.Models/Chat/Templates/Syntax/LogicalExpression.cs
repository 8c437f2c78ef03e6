using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary><c>a and b</c> or <c>a or b</c>: gives one of the operands.</summary>
internal sealed class LogicalExpression(bool isAnd, Expression left, Expression right) : NestedExpression
{
    protected override Value EvaluateNested(RenderState state)
    {
        var value = left.Evaluate(state);
        return value.IsTruthy == isAnd ? right.Evaluate(state) : value;
    }
}
