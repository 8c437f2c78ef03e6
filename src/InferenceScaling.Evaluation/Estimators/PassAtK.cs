namespace InferenceScaling.Evaluation.Estimators;

/// <summary>The probability that at least one of k samples is right, without bias from one pool of n samples (Chen et al. 2021, "Evaluating Large Language Models Trained on Code").</summary>
public static class PassAtK
{
    /// <summary>pass@k = 1 - C(n - c, k) / C(n, k).</summary>
    /// <param name="samples">n, at least 1.</param>
    /// <param name="correct">c, from 0 to n.</param>
    /// <param name="k">From 1 to n.</param>
    /// <returns>A probability, accurate relative to its own size.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static double Estimate(int samples, int correct, int k)
    {
        Check(samples, correct, k);
        if (samples - correct < k)
            return 1;

        // C(n - c, k) / C(n, k) is symmetric in c and k: a product of min(c, k) factors, summed as logarithms so that a small result keeps its digits.
        var (few, many) = (Math.Min(correct, k), Math.Max(correct, k));
        var logFailure = 0.0;
        for (var index = 0; index < few; index++)
            logFailure += Log1P(-(double)many / (samples - index));
        return -ExpM1(logFailure);
    }

    /// <summary>The mean of pass@k over problems.</summary>
    /// <param name="problems">Samples and correct samples of each problem; at least one problem.</param>
    /// <param name="k">From 1 to the least number of samples.</param>
    public static double Mean(IReadOnlyCollection<(int Samples, int Correct)> problems, int k)
    {
        ArgumentNullException.ThrowIfNull(problems);
        ArgumentOutOfRangeException.ThrowIfZero(problems.Count, nameof(problems));
        return problems.Average(problem => Estimate(problem.Samples, problem.Correct, k));
    }

    /// <summary>pass^k: the probability that all of k samples are right, C(c, k) / C(n, k). What matters where every attempt must succeed.</summary>
    /// <param name="samples">n, at least 1.</param>
    /// <param name="correct">c, from 0 to n.</param>
    /// <param name="k">From 1 to n.</param>
    public static double AllOfK(int samples, int correct, int k)
    {
        Check(samples, correct, k);
        var all = 1.0;
        for (var index = 0; index < k && all > 0; index++)
            all *= (double)Math.Max(correct - index, 0) / (samples - index);
        return all;
    }

    internal static void Check(int samples, int correct, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(correct);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(correct, samples);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        if (k > samples)
            throw new ArgumentOutOfRangeException(nameof(k), k, $"k must be at most the number of samples, {samples}: draw more samples, or ask for a smaller k.");
    }

    // Kahan's formulas: the rounding of 1 + x cancels.
    private static double Log1P(double x)
    {
        var u = 1 + x;
        return u == 1 ? x : Math.Log(u) * x / (u - 1);
    }

    private static double ExpM1(double x)
    {
        var u = Math.Exp(x);
        if (u == 1)
            return x;
        return u - 1 == -1 ? -1 : (u - 1) * x / Math.Log(u);
    }
}
