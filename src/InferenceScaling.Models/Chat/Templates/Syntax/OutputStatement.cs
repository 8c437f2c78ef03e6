using InferenceScaling.Models.Chat.Templates.Evaluation;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary><c>{{ expression }}</c></summary>
internal sealed class OutputStatement(Expression expression, int offset) : Statement
{
    public override Flow Execute(RenderState state)
    {
        state.Offset = offset;
        state.Output.Append(Representation.Str(state, expression.Evaluate(state)));
        return Flow.Next;
    }
}
