namespace InferenceScaling.Models.Constraints;

/// <summary>Given bytes.</summary>
internal sealed record LiteralExpression(ReadOnlyMemory<byte> Utf8) : Expression
{
    /// <inheritdoc/>
    public override int Add(ByteAutomatonBuilder builder, int from)
    {
        foreach (var value in Utf8.Span)
        {
            var to = builder.AddState();
            builder.AddEdge(from, value, value, to);
            from = to;
        }

        return from;
    }
}
