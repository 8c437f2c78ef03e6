using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary><c>-x</c> or <c>+x</c></summary>
internal sealed class SignExpression(bool isNegative, Expression operand) : NestedExpression
{
    protected override Value EvaluateNested(RenderState state) =>
        isNegative ? Arithmetic.Negate(state, operand.Evaluate(state)) : Arithmetic.Plus(state, operand.Evaluate(state));
}
