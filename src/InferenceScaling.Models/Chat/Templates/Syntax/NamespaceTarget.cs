using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary>An attribute of a namespace.</summary>
internal sealed class NamespaceTarget(string name, string attribute) : AssignmentTarget
{
    public override void Assign(RenderState state, Value value)
    {
        state.Charge(1);
        if (state.Scope.Find(name) is not NamespaceValue target)
            throw state.Error($"'{name}.{attribute}' cannot be set: '{name}' is not a namespace");
        target.Attributes[attribute] = value;
    }
}
