namespace InferenceScaling.Evaluation.Estimators;

/// <summary>The expected quality of the best-scored of k samples, without bias from one pool. Equal scores are split evenly.</summary>
public static class BestOfK
{
    /// <summary>Best-of-k: the sum over score levels of P(the best of k has this score) times the mean quality at it.</summary>
    /// <param name="scores">The verifier's, one a sample; not NaN.</param>
    /// <param name="quality">What each sample is worth: 1 or 0 for right or wrong, or any number.</param>
    /// <param name="k">From 1 to the number of samples.</param>
    public static double Estimate(ReadOnlySpan<double> scores, ReadOnlySpan<double> quality, int k)
    {
        if (scores.Length != quality.Length)
            throw new ArgumentException($"There are {scores.Length} scores but {quality.Length} qualities; there must be one a sample.", nameof(quality));
        PassAtK.Check(scores.Length, 0, k);
        var sorted = new (double Score, double Quality)[scores.Length];
        for (var index = 0; index < sorted.Length; index++)
        {
            if (double.IsNaN(scores[index]))
                throw new ArgumentException($"The score of sample {index} is NaN.", nameof(scores));
            sorted[index] = (scores[index], quality[index]);
        }

        Array.Sort(sorted, static (left, right) => left.Score.CompareTo(right.Score));
        var (expected, below) = (0.0, 0.0);
        for (var start = 0; start < sorted.Length;)
        {
            var end = start;
            var sum = 0.0;
            while (end < sorted.Length && sorted[end].Score == sorted[start].Score)
                sum += sorted[end++].Quality;
            var upTo = Subsets(end, sorted.Length, k);
            expected += (upTo - below) * sum / (end - start);
            (below, start) = (upTo, end);
        }

        return expected;
    }

    /// <summary>The divergence of best-of-N from the model, KL in nats: at most ln N - (N - 1) / N (Beirami et al. 2024).</summary>
    /// <param name="samples">N, at least 1.</param>
    public static double DivergenceBound(int samples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        return Math.Log(samples) - ((samples - 1.0) / samples);
    }

    // C(part, k) / C(all, k)
    private static double Subsets(int part, int all, int k)
    {
        var ratio = 1.0;
        for (var index = 0; index < k && ratio > 0; index++)
            ratio *= (double)Math.Max(part - index, 0) / (all - index);
        return ratio;
    }
}
