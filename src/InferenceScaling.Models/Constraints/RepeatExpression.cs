namespace InferenceScaling.Models.Constraints;

/// <summary>An expression several times.</summary>
/// <param name="Item">What is repeated.</param>
/// <param name="Least">Fewest times.</param>
/// <param name="Most">Most times; null for no limit.</param>
internal sealed record RepeatExpression(Expression Item, int Least, int? Most) : Expression
{
    /// <inheritdoc/>
    public override int Add(ByteAutomatonBuilder builder, int from)
    {
        for (var index = 0; index < Least; index++)
            from = Once(builder, from);
        if (Most is not { } most)
        {
            var loop = builder.AddState();
            builder.AddEmpty(from, loop);
            builder.AddEmpty(Item.Add(builder, loop), loop);
            return loop;
        }

        var to = builder.AddState();
        for (var index = Least; index < most; index++)
        {
            builder.AddEmpty(from, to);
            from = Once(builder, from);
        }

        builder.AddEmpty(from, to);
        return to;
    }

    /// <summary>An item may be empty; the edge counts it against the limit all the same.</summary>
    private int Once(ByteAutomatonBuilder builder, int from)
    {
        var start = builder.AddState();
        builder.AddEmpty(from, start);
        return Item.Add(builder, start);
    }
}
