using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary>A list or tuple display.</summary>
internal sealed class SequenceExpression(SequenceKind kind, Expression[] items) : NestedExpression
{
    public SequenceKind Kind => kind;

    public Expression[] Items => items;

    protected override Value EvaluateNested(RenderState state)
    {
        var values = new Value[items.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = items[i].Evaluate(state);
        return new SequenceValue(kind, values);
    }
}
