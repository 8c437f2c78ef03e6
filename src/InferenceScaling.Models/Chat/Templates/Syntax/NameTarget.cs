using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary>A variable of the current scope.</summary>
internal sealed class NameTarget(string name) : AssignmentTarget
{
    public override void Assign(RenderState state, Value value) => state.Scope.Set(name, value);
}
