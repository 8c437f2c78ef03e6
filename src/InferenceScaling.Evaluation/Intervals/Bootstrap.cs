using InferenceScaling.Evaluation.Numerics;
using InferenceScaling.Paths;

namespace InferenceScaling.Evaluation.Intervals;

/// <summary>The bootstrap of a mean (Efron 1979): what the mean would have been on other problems of the same kind.</summary>
public static class Bootstrap
{
    /// <summary>Draws resamples and makes all intervals from them.</summary>
    /// <param name="values">One a problem, at least two.</param>
    /// <param name="resamples">Number of resamples, at least 2.</param>
    /// <param name="level">The confidence, in (0, 1).</param>
    /// <param name="seed">The same seed draws the same resamples.</param>
    public static BootstrapResult OfMean(ReadOnlySpan<double> values, int resamples = 10_000, double level = 0.95, ulong seed = 0)
    {
        Check(values, level);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 2);
        var random = PathRandom.Root(seed, "bootstrap");
        var means = new double[resamples];
        var counter = 0UL;
        for (var resample = 0; resample < resamples; resample++)
        {
            var sum = 0.0;
            for (var draw = 0; draw < values.Length; draw++)
                sum += values[(int)(random.Uniform(counter++) * values.Length)];
            means[resample] = sum / values.Length;
        }

        return Summarize(values, means, level);
    }

    /// <summary>Makes all intervals from given resamples.</summary>
    /// <param name="values">One a problem, at least two.</param>
    /// <param name="resamples">For each resample, the indices of its values; at least 2.</param>
    /// <param name="level">The confidence, in (0, 1).</param>
    public static BootstrapResult OfMean(ReadOnlySpan<double> values, IReadOnlyList<IReadOnlyList<int>> resamples, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(resamples);
        Check(values, level);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples.Count, 2, nameof(resamples));
        var means = new double[resamples.Count];
        for (var index = 0; index < means.Length; index++)
        {
            var sum = 0.0;
            foreach (var draw in resamples[index])
                sum += values[draw];
            means[index] = sum / resamples[index].Count;
        }

        return Summarize(values, means, level);
    }

    /// <summary>The bootstrap of the mean difference of two systems on the same problems: pairs are drawn, so that what both share cancels.</summary>
    /// <param name="a">One value a problem.</param>
    /// <param name="b">One value a problem, in the same order.</param>
    /// <param name="resamples">Number of resamples, at least 2.</param>
    /// <param name="level">The confidence, in (0, 1).</param>
    /// <param name="seed">The same seed draws the same resamples.</param>
    public static BootstrapResult OfDifference(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int resamples = 10_000, double level = 0.95, ulong seed = 0)
    {
        if (a.Length != b.Length)
            throw new ArgumentException($"The systems have {a.Length} and {b.Length} values; a paired comparison needs one of each a problem.", nameof(b));
        var differences = new double[a.Length];
        for (var index = 0; index < a.Length; index++)
            differences[index] = a[index] - b[index];
        return OfMean(differences, resamples, level, seed);
    }

    private static BootstrapResult Summarize(ReadOnlySpan<double> values, double[] means, double level)
    {
        var mean = Mean(values);
        var sorted = (double[])means.Clone();
        Array.Sort(sorted);
        var tail = (1 - level) / 2;
        var percentile = new ConfidenceInterval(Quantile.Linear(sorted, tail), Quantile.Linear(sorted, 1 - tail));
        var (bias, acceleration) = (Bias(means, mean), Acceleration(values, mean));
        return new()
        {
            Mean = mean,
            ResampleMeans = [.. means],
            StandardError = StandardDeviation(means),
            Percentile = percentile,
            Basic = new((2 * mean) - percentile.Upper, (2 * mean) - percentile.Lower),
            BiasCorrected = new(Quantile.Linear(sorted, Adjust(tail, bias, acceleration)), Quantile.Linear(sorted, Adjust(1 - tail, bias, acceleration))),
            Bias = bias,
            Acceleration = acceleration,
        };
    }

    // The normal quantile of the share of resamples below the mean, equal ones counting half.
    private static double Bias(double[] means, double mean)
    {
        var below = 0.0;
        foreach (var value in means)
            below += value < mean ? 1 : value == mean ? 0.5 : 0;
        return SpecialFunctions.NormalQuantile(below / means.Length);
    }

    // The skewness of the jackknife's means, over six. For a mean these are (mean - value) / (n - 1) away from their own mean.
    private static double Acceleration(ReadOnlySpan<double> values, double mean)
    {
        var (squares, cubes) = (0.0, 0.0);
        foreach (var value in values)
        {
            var influence = value - mean;
            squares += influence * influence;
            cubes += influence * influence * influence;
        }

        return squares > 0 ? cubes / (6 * Math.Pow(squares, 1.5)) : 0;
    }

    private static double Adjust(double probability, double bias, double acceleration)
    {
        if (!double.IsFinite(bias))
            return bias < 0 ? 0 : 1;
        var z = bias + SpecialFunctions.NormalQuantile(probability);
        return SpecialFunctions.NormalProbability(bias + (z / (1 - (acceleration * z))));
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        return sum / values.Length;
    }

    private static double StandardDeviation(double[] values)
    {
        var mean = Mean(values);
        var squares = 0.0;
        foreach (var value in values)
            squares += (value - mean) * (value - mean);
        return Math.Sqrt(squares / (values.Length - 1));
    }

    private static void Check(ReadOnlySpan<double> values, double level)
    {
        if (values.Length < 2)
            throw new ArgumentException($"A bootstrap needs at least two values, but got {values.Length}.", nameof(values));
        if (!(level is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(level), level, "A level of confidence must be above 0 and below 1.");
    }
}
