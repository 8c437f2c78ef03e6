using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary>Several targets that take the elements of one value.</summary>
internal sealed class TupleTarget(AssignmentTarget[] targets) : AssignmentTarget
{
    public override void Assign(RenderState state, Value value)
    {
        if (value is UndefinedValue undefined)
            throw state.Undefined(undefined);
        var items = Iteration.Items(state, value);
        if (items.Length != targets.Length)
            throw state.Error($"{targets.Length} values are expected to unpack, found {items.Length}");
        for (var i = 0; i < targets.Length; i++)
            targets[i].Assign(state, items[i]);
    }
}
