using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary><c>not x</c></summary>
internal sealed class NotExpression(Expression operand) : NestedExpression
{
    protected override Value EvaluateNested(RenderState state) => BooleanValue.Of(!operand.Evaluate(state).IsTruthy);
}
