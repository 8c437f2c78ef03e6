namespace InferenceScaling.Search.RewardBalancedTree;

/// <summary>Shares a width among paths by their scores (Wu et al. 2024, "Inference Scaling Laws", arXiv 2408.00724).</summary>
/// <remarks>
/// Each path, best first, gets its share of the width that is left, by softmax of score / temperature among the paths that are left, rounded up.
/// So the shares always sum to the width, which rounding each share alone does not achieve.
/// </remarks>
public static class RewardBalance
{
    // Quotients this near an integer are that integer: 16 · ¼ must not round up to 5.
    private const double Slack = 1e-9;

    /// <summary>The width of each path.</summary>
    /// <param name="scores">One finite score a path.</param>
    /// <param name="order">The places of the paths, best first, as <see cref="ScoreOrder"/> gives them. Paths that are left out get nothing.</param>
    /// <param name="width">What to share, at least 0.</param>
    /// <param name="temperature">Above 0.</param>
    /// <returns>One width a path; they sum to <paramref name="width"/> unless <paramref name="order"/> is empty.</returns>
    public static int[] Allocate(ReadOnlySpan<double> scores, ReadOnlySpan<int> order, int width, double temperature)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(width);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(temperature, 0);
        var widths = new int[scores.Length];
        if (order.IsEmpty)
            return widths;
        var weights = new double[order.Length];
        var tails = new double[order.Length];
        var tail = 0.0;
        for (var rank = order.Length - 1; rank >= 0; rank--)
        {
            weights[rank] = Math.Exp((scores[order[rank]] - scores[order[0]]) / temperature);
            tails[rank] = tail += weights[rank];
        }

        for (var rank = 0; rank < order.Length && width > 0; rank++)
        {
            // A tail can vanish where scores differ by hundreds of temperatures: then nothing is left to share either, save what rounding left.
            var share = rank == order.Length - 1 || tails[rank] <= 0 ? width : CeilingOf(width * (weights[rank] / tails[rank]));
            widths[order[rank]] = Math.Min(share, width);
            width -= widths[order[rank]];
        }

        return widths;
    }

    /// <summary>The best paths.</summary>
    /// <param name="order">The places of the paths, best first.</param>
    /// <param name="ratio">The share to keep, rounded up; at least one path is kept.</param>
    public static ReadOnlySpan<int> Truncate(ReadOnlySpan<int> order, double ratio) =>
        order[..Math.Min(order.Length, Math.Max(1, CeilingOf(order.Length * ratio)))];

    private static int CeilingOf(double value)
    {
        var nearest = Math.Round(value);
        return (int)(Math.Abs(value - nearest) <= Slack * Math.Max(1, value) ? nearest : Math.Ceiling(value));
    }
}
