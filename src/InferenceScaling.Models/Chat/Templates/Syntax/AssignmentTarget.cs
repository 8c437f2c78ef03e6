using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary>What a value is assigned to.</summary>
internal abstract class AssignmentTarget
{
    public abstract void Assign(RenderState state, Value value);
}
