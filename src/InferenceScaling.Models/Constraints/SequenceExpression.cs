namespace InferenceScaling.Models.Constraints;

/// <summary>Expressions one after the other.</summary>
internal sealed record SequenceExpression(IReadOnlyList<Expression> Items) : Expression
{
    /// <inheritdoc/>
    public override int Add(ByteAutomatonBuilder builder, int from)
    {
        foreach (var item in Items)
            from = item.Add(builder, from);
        return from;
    }
}
