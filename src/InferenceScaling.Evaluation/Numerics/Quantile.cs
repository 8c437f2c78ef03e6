namespace InferenceScaling.Evaluation.Numerics;

/// <summary>Quantiles of samples.</summary>
internal static class Quantile
{
    /// <summary>The quantile of ascending values, interpolated linearly between order statistics (Hyndman and Fan's type 7).</summary>
    public static double Linear(ReadOnlySpan<double> sorted, double probability)
    {
        var position = probability * (sorted.Length - 1);
        var below = Math.Clamp((int)position, 0, sorted.Length - 1);
        var above = Math.Min(below + 1, sorted.Length - 1);
        var t = position - below;
        var width = sorted[above] - sorted[below];
        return t < 0.5 ? sorted[below] + (width * t) : sorted[above] - (width * (1 - t));
    }
}
