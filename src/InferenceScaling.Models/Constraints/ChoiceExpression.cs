namespace InferenceScaling.Models.Constraints;

/// <summary>One of several expressions.</summary>
internal sealed record ChoiceExpression(IReadOnlyList<Expression> Options) : Expression
{
    /// <inheritdoc/>
    public override int Add(ByteAutomatonBuilder builder, int from)
    {
        var to = builder.AddState();
        foreach (var option in Options)
        {
            // A loop of an option leads back to its own beginning, not into the others.
            var start = builder.AddState();
            builder.AddEmpty(from, start);
            builder.AddEmpty(option.Add(builder, start), to);
        }

        return to;
    }
}
