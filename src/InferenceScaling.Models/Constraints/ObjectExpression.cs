namespace InferenceScaling.Models.Constraints;

/// <summary>A JSON object whose properties come in order, some of them optional.</summary>
/// <param name="Properties">Name, colon and value of each property, and whether it must come.</param>
internal sealed record ObjectExpression(IReadOnlyList<(Expression Property, bool IsRequired)> Properties) : Expression
{
    /// <inheritdoc/>
    public override int Add(ByteAutomatonBuilder builder, int from)
    {
        // Two tracks, before and after the first property that is written: each property is there once, and a comma only on the second.
        int? none = JsonExpressions.Literal("{").Add(builder, from);
        int? some = null;
        foreach (var (property, isRequired) in Properties)
        {
            var start = builder.AddState();
            if (none is { } first)
                builder.AddEmpty(first, start);
            if (some is { } later)
                builder.AddEmpty(JsonExpressions.Comma.Add(builder, later), start);
            var after = builder.AddState();
            builder.AddEmpty(property.Add(builder, start), after);
            if (isRequired)
                none = null;
            else if (some is { } skipped)
                builder.AddEmpty(skipped, after);
            some = after;
        }

        var end = builder.AddState();
        foreach (var last in (int?[])[none, some])
        {
            if (last is { } state)
                builder.AddEmpty(JsonExpressions.Literal("}").Add(builder, state), end);
        }

        return end;
    }
}
