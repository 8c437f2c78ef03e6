namespace InferenceScaling.Budgets;

/// <summary>What a request may cost. Limits that are not set do not bind. When one is reached the best answer so far returns; nothing throws.</summary>
/// <remarks>Token and call limits cut a search at the same place every time; a time limit depends on the machine.</remarks>
public sealed record Budget
{
    /// <summary>No limits.</summary>
    public static Budget Unlimited { get; } = new();

    /// <summary>Most tokens that may be generated over all paths; null for no limit.</summary>
    public long? GeneratedTokens { get; init; }

    /// <summary>Most calls to the generator, one a step; null for no limit.</summary>
    public long? GeneratorCalls { get; init; }

    /// <summary>Longest duration of the request; null for no limit.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>This budget with a limit on generated tokens.</summary>
    /// <param name="generatedTokens">At least 1.</param>
    public Budget Tokens(long generatedTokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(generatedTokens);
        return this with { GeneratedTokens = generatedTokens };
    }

    /// <summary>This budget with a limit on calls to the generator.</summary>
    /// <param name="generatorCalls">At least 1.</param>
    public Budget Calls(long generatorCalls)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(generatorCalls);
        return this with { GeneratorCalls = generatorCalls };
    }

    /// <summary>This budget with a limit on time.</summary>
    /// <param name="time">Above zero.</param>
    public Budget Within(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero);
        return this with { Time = time };
    }

    /// <summary>The tighter of two budgets, limit by limit.</summary>
    /// <param name="other">Another budget.</param>
    public Budget And(Budget other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new()
        {
            GeneratedTokens = Tighter(GeneratedTokens, other.GeneratedTokens),
            GeneratorCalls = Tighter(GeneratorCalls, other.GeneratorCalls),
            Time = Tighter(Time, other.Time),
        };
    }

    private static T? Tighter<T>(T? left, T? right)
        where T : struct, IComparable<T> =>
        left is { } l && right is { } r ? (l.CompareTo(r) <= 0 ? l : r) : left ?? right;
}
