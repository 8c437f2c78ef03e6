using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary><c>target[start:stop:step]</c></summary>
internal sealed class SliceExpression(Expression target, Expression? start, Expression? stop, Expression? step) : NestedExpression
{
    protected override Value EvaluateNested(RenderState state) =>
        Subscript.Slice(state, target.Evaluate(state), start?.Evaluate(state), stop?.Evaluate(state), step?.Evaluate(state));
}
