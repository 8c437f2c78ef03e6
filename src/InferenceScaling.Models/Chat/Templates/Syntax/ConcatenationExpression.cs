using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary><c>a ~ b ~ c</c>: the operands as strings, one after the other.</summary>
internal sealed class ConcatenationExpression(Expression[] operands) : NestedExpression
{
    protected override Value EvaluateNested(RenderState state)
    {
        var text = new TextBuilder(state);
        foreach (var operand in operands)
            text.Append(Representation.Str(state, operand.Evaluate(state)));
        return text.ToValue();
    }
}
