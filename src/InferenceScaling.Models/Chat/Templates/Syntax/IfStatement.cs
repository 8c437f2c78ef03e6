using InferenceScaling.Models.Chat.Templates.Evaluation;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary><c>if … elif … else</c>; its branches share the scope around it.</summary>
internal sealed class IfStatement((Expression Test, Block Body)[] branches, Block otherwise, int offset) : Statement
{
    public override Flow Execute(RenderState state)
    {
        state.Offset = offset;
        foreach (var (test, body) in branches)
        {
            if (test.Evaluate(state).IsTruthy)
                return body.Execute(state);
        }

        return otherwise.Execute(state);
    }
}
