using InferenceScaling.Models.Chat.Templates.Evaluation;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary><c>break</c> or <c>continue</c></summary>
internal sealed class LoopControlStatement(Flow flow) : Statement
{
    public override Flow Execute(RenderState state) => flow;
}
