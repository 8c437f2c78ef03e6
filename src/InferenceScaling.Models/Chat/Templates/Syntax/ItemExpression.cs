using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary><c>target[key]</c></summary>
internal sealed class ItemExpression(Expression target, Expression key) : NestedExpression
{
    protected override Value EvaluateNested(RenderState state) => Subscript.Item(state, target.Evaluate(state), key.Evaluate(state));
}
