namespace InferenceScaling.Verification;

/// <summary>Calibration by a sigmoid of the score's logit (Platt 1999, with his smoothed targets): for few labels.</summary>
/// <param name="slope">Factor of the logit; at least 0.</param>
/// <param name="intercept">What is added to it.</param>
public sealed class PlattCalibration(double slope, double intercept) : ScoreCalibration
{
    private const double Margin = 1e-9;

    /// <summary>Factor of the score's logit.</summary>
    public double Slope { get; } = double.IsFinite(slope) && slope >= 0 ? slope : throw new ArgumentOutOfRangeException(nameof(slope), slope, "The slope must be 0 or more: a calibration is monotone.");

    /// <summary>What is added to it.</summary>
    public double Intercept { get; } = double.IsFinite(intercept) ? intercept : throw new ArgumentOutOfRangeException(nameof(intercept), intercept, "The intercept must be finite.");

    /// <summary>Learns from labelled scores.</summary>
    /// <param name="scores">In [0, 1].</param>
    /// <param name="correct">Whether each was right.</param>
    /// <exception cref="ArgumentException">The lengths differ or a score is out of range.</exception>
    public static PlattCalibration Fit(IReadOnlyList<double> scores, IReadOnlyList<bool> correct)
    {
        Check(scores, correct);
        double positives = correct.Count(static label => label);
        var negatives = correct.Count - positives;
        var (high, low) = ((positives + 1) / (positives + 2), 1 / (negatives + 2));
        double[] targets = [.. correct.Select(label => label ? high : low)];
        var weights = LogisticRegression.Fit([.. scores.Select(static score => new[] { Logit(score) })], targets, penalty: 1e-6);

        // Scores that rank the wrong way round say nothing monotone: only the base rate is left.
        if (weights[0] >= 0)
            return new(weights[0], weights[1]);
        var rate = targets.Average();
        return new(0, Math.Log(rate / (1 - rate)));
    }

    /// <inheritdoc/>
    public override double Apply(double score) => LogisticRegression.Sigmoid((Slope * Logit(score)) + Intercept);

    private static double Logit(double score)
    {
        var inside = Math.Clamp(score, Margin, 1 - Margin);
        return Math.Log(inside / (1 - inside));
    }
}
