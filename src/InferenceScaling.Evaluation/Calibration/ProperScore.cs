namespace InferenceScaling.Evaluation.Calibration;

/// <summary>Scores that only true probabilities minimise.</summary>
public static class ProperScore
{
    /// <summary>The mean squared difference of confidence and outcome (Brier 1950).</summary>
    /// <param name="confidence">In [0, 1], one a prediction.</param>
    /// <param name="correct">Whether each was right.</param>
    public static double Brier(ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct)
    {
        Prediction.Check(confidence, correct);
        var sum = 0.0;
        for (var index = 0; index < confidence.Length; index++)
        {
            var error = confidence[index] - (correct[index] ? 1 : 0);
            sum += error * error;
        }

        return sum / confidence.Length;
    }

    /// <summary>The mean negative log-likelihood, in nats.</summary>
    /// <param name="confidence">In [0, 1], one a prediction.</param>
    /// <param name="correct">Whether each was right.</param>
    /// <param name="margin">Confidences are kept so far from 0 and 1, that one bold mistake does not make the loss infinite; in [0, 1/2).</param>
    public static double LogLoss(ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct, double margin = 1e-12)
    {
        Prediction.Check(confidence, correct);
        if (!(margin is >= 0 and < 0.5))
            throw new ArgumentOutOfRangeException(nameof(margin), margin, "The margin must be at least 0 and below 1/2.");
        var sum = 0.0;
        for (var index = 0; index < confidence.Length; index++)
        {
            var inside = Math.Clamp(confidence[index], margin, 1 - margin);
            sum -= Math.Log(correct[index] ? inside : 1 - inside);
        }

        return sum / confidence.Length;
    }
}
