namespace InferenceScaling.Models.Constraints;

/// <summary>One character of a set.</summary>
internal sealed record CharacterExpression(CharacterSet Characters) : Expression
{
    /// <inheritdoc/>
    public override int Add(ByteAutomatonBuilder builder, int from)
    {
        var to = builder.AddState();
        foreach (var (first, last) in Characters.Ranges)
            Utf8Ranges.Add(builder, from, first, last, to);
        return to;
    }
}
