using InferenceScaling.Models.Chat.Templates.Evaluation;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary><c>set target = expression</c></summary>
internal sealed class SetStatement(AssignmentTarget target, Expression expression, int offset) : Statement
{
    public override Flow Execute(RenderState state)
    {
        state.Offset = offset;
        target.Assign(state, expression.Evaluate(state));
        return Flow.Next;
    }
}
