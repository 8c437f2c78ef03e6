namespace InferenceScaling.Stopping;

/// <summary>What a stopping rule says about a prefix of candidates.</summary>
public readonly record struct StoppingDecision
{
    private StoppingDecision(string reason) => Reason = reason;

    /// <summary>The search goes on.</summary>
    public static StoppingDecision Continue => default;

    /// <summary>Whether the search stops.</summary>
    public bool ShouldStop => Reason is not null;

    /// <summary>Why it stops, in words, such as <c>top answer 5:0, P(change) = 1.6 %</c>; null if it goes on.</summary>
    public string? Reason { get; }

    /// <summary>The search stops.</summary>
    /// <param name="reason">Why, in words.</param>
    public static StoppingDecision StopBecause(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return new(reason);
    }
}
