namespace InferenceScaling.Verification;

/// <summary>Turns a score into a probability that was measured: of the steps or paths with this score, so many were right. Monotone.</summary>
public abstract class ScoreCalibration
{
    /// <summary>The probability.</summary>
    /// <param name="score">In [0, 1].</param>
    /// <returns>In [0, 1].</returns>
    public abstract double Apply(double score);

    /// <summary>Refuses labels that nothing can be learned from.</summary>
    private protected static void Check(IReadOnlyList<double> scores, IReadOnlyList<bool> correct)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(correct);
        ArgumentOutOfRangeException.ThrowIfZero(scores.Count, nameof(scores));
        if (scores.Count != correct.Count)
            throw new ArgumentException($"There are {scores.Count} scores but {correct.Count} labels; there must be one label a score.", nameof(correct));
        foreach (var score in scores)
        {
            if (!(score is >= 0 and <= 1))
                throw new ArgumentException($"Scores must be in [0, 1], but one is {score}.", nameof(scores));
        }
    }
}
