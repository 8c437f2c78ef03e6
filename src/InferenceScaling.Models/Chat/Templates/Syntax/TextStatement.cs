using InferenceScaling.Models.Chat.Templates.Evaluation;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary>Text of the template.</summary>
internal sealed class TextStatement(string text) : Statement
{
    public override Flow Execute(RenderState state)
    {
        state.Output.AppendTemplate(text);
        return Flow.Next;
    }
}
