using InferenceScaling.Models.Chat.Templates.Evaluation;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary>A node that writes output or changes variables.</summary>
internal abstract class Statement
{
    public abstract Flow Execute(RenderState state);
}
