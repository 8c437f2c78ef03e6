using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary>A node that has a value.</summary>
internal abstract class Expression
{
    public abstract Value Evaluate(RenderState state);
}
