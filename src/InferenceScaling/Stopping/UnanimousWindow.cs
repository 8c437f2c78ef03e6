namespace InferenceScaling.Stopping;

/// <summary>Early-stopping self-consistency (Li et al. 2024, "Escape Sky-high Cost: Early-stopping Self-Consistency for Multi-step Reasoning"): samples come in windows, and a window of one opinion is enough.</summary>
public static class UnanimousWindow
{
    /// <summary>The number of samples after which the first unanimous window ends.</summary>
    /// <param name="answers">Canonical answers in the order of sampling; null where there is none, which no answer equals.</param>
    /// <param name="window">Samples a window, at least 1. An unfinished last window is not looked at.</param>
    /// <returns>A multiple of the window, or null if no window is unanimous.</returns>
    public static int? FindEnd(IReadOnlyList<string?> answers, int window)
    {
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        for (var end = window; end <= answers.Count; end += window)
        {
            if (IsUnanimous(answers, end - window, window))
                return end;
        }

        return null;
    }

    /// <summary>How many samples early stopping draws on average, given how often each answer comes.</summary>
    /// <param name="probabilities">Of the answers.</param>
    /// <param name="window">Samples a window, at least 1.</param>
    /// <param name="maxSamples">Most samples; what does not fill a window is not drawn.</param>
    public static double ExpectedSamples(ReadOnlySpan<double> probabilities, int window, int maxSamples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        var unanimous = 0.0;
        foreach (var probability in probabilities)
            unanimous += Math.Pow(probability, window);
        var (expected, reached) = (0.0, 1.0);
        for (var index = 0; index < maxSamples / window; index++)
        {
            expected += window * reached;
            reached *= 1 - unanimous;
        }

        return expected;
    }

    private static bool IsUnanimous(IReadOnlyList<string?> answers, int start, int window)
    {
        if (answers[start] is not { } first)
            return false;
        for (var index = start + 1; index < start + window; index++)
        {
            if (!string.Equals(answers[index], first, StringComparison.Ordinal))
                return false;
        }

        return true;
    }
}
