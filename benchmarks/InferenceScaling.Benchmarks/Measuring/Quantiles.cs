namespace InferenceScaling.Benchmarks.Measuring;

/// <summary>Order statistics of timings.</summary>
internal static class Quantiles
{
    public static double Median(IEnumerable<double> values) => Of(values, 0.5);

    /// <summary>A quantile by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996).</summary>
    /// <param name="values">At least one value, in any order.</param>
    /// <param name="probability">0 to 1.</param>
    public static double Of(IEnumerable<double> values, double probability)
    {
        ArgumentNullException.ThrowIfNull(values);
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
            throw new ArgumentException("There are no values.", nameof(values));
        if (probability is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability is from 0 to 1.");
        var place = probability * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 == sorted.Length ? sorted[below] : sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below]));
    }
}
