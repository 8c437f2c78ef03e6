using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary>An expression with operands: its evaluation counts as one level of depth.</summary>
internal abstract class NestedExpression : Expression
{
    public sealed override Value Evaluate(RenderState state)
    {
        state.Enter();
        var value = EvaluateNested(state);
        state.Leave();
        return value;
    }

    protected abstract Value EvaluateNested(RenderState state);
}
