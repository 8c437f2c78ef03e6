namespace InferenceScaling.Verification;

/// <summary>Token confidences averaged over windows of a path: a single lapse in the middle of long reasoning shows in a window, not in the mean (Fu et al. 2025, DeepConf).</summary>
public static class GroupConfidence
{
    // A running sum drifts: short windows are summed afresh, long ones as often as costs the same.
    private const int LongestFreshSum = 64;

    /// <summary>The mean of every window of consecutive tokens, with stride one. A path shorter than a window is one window; an empty one has the confidence 0.</summary>
    /// <param name="confidences">One a token.</param>
    /// <param name="size">Tokens a window, at least 1.</param>
    public static double[] Windows(ReadOnlySpan<double> confidences, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        if (confidences.Length <= size)
            return [Mean(confidences)];
        var windows = new double[confidences.Length - size + 1];
        var restart = 1 + (size / LongestFreshSum);
        var sum = 0.0;
        for (var start = 0; start < windows.Length; start++)
        {
            sum = start % restart == 0 ? Sum(confidences.Slice(start, size)) : sum + confidences[start + size - 1] - confidences[start - 1];
            windows[start] = sum / size;
        }

        return windows;
    }

    /// <summary>The least confident window.</summary>
    /// <param name="confidences">One a token.</param>
    /// <param name="size">Tokens a window, at least 1.</param>
    public static double Lowest(ReadOnlySpan<double> confidences, int size)
    {
        var lowest = double.PositiveInfinity;
        foreach (var window in Windows(confidences, size))
            lowest = Math.Min(lowest, window);
        return lowest;
    }

    /// <summary>The mean of the least confident windows.</summary>
    /// <param name="confidences">One a token.</param>
    /// <param name="size">Tokens a window, at least 1.</param>
    /// <param name="fraction">Of the windows, rounded down to at least one; in (0, 1].</param>
    public static double Bottom(ReadOnlySpan<double> confidences, int size, double fraction = 0.1)
    {
        RequireFraction(fraction);
        var windows = Windows(confidences, size);
        Array.Sort(windows);
        return Mean(windows.AsSpan(0, Math.Clamp((int)(windows.Length * fraction), 1, windows.Length)));
    }

    /// <summary>The mean of the last tokens.</summary>
    /// <param name="confidences">One a token.</param>
    /// <param name="tokens">At least 1; a shorter path counts whole.</param>
    public static double Tail(ReadOnlySpan<double> confidences, int tokens)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1);
        return Mean(confidences[Math.Max(0, confidences.Length - tokens)..]);
    }

    /// <summary>The mean of all tokens; 0 without any.</summary>
    /// <param name="confidences">One a token.</param>
    public static double Mean(ReadOnlySpan<double> confidences) => confidences.IsEmpty ? 0 : Sum(confidences) / confidences.Length;

    /// <summary>The first token at which a full window falls below a threshold: where online DeepConf ends a path.</summary>
    /// <param name="confidences">One a token.</param>
    /// <param name="size">Tokens a window, at least 1.</param>
    /// <param name="threshold">The least confidence; see <see cref="Threshold"/>.</param>
    /// <returns>The window's last token, from zero; null if no full window is below the threshold.</returns>
    public static int? FirstBelow(ReadOnlySpan<double> confidences, int size, double threshold)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        if (confidences.Length < size)
            return null;
        var windows = Windows(confidences, size);
        var index = Array.FindIndex(windows, window => window < threshold);
        return index < 0 ? null : index + size - 1;
    }

    /// <summary>The confidence that a share of paths reaches: their quantile at 1 - share, interpolated linearly.</summary>
    /// <param name="confidences">One a path, at least one.</param>
    /// <param name="share">Of the paths, in (0, 1].</param>
    public static double Threshold(ReadOnlySpan<double> confidences, double share)
    {
        RequireFraction(share);
        if (confidences.IsEmpty)
            throw new ArgumentException("Without paths there is no threshold.", nameof(confidences));
        var sorted = confidences.ToArray();
        Array.Sort(sorted);
        var position = (1 - share) * (sorted.Length - 1);
        var below = Math.Min((int)position, sorted.Length - 1);
        var above = Math.Min(below + 1, sorted.Length - 1);
        var t = position - below;

        // From the nearer end, so that a threshold between equal values is that value.
        var width = sorted[above] - sorted[below];
        return t < 0.5 ? sorted[below] + (width * t) : sorted[above] - (width * (1 - t));
    }

    /// <summary>The paths whose confidence reaches the threshold of a share. All that tie with it stay, so there may be more than the share.</summary>
    /// <param name="confidences">One a path.</param>
    /// <param name="share">Of the paths, in (0, 1].</param>
    /// <returns>Indices in ascending order.</returns>
    public static int[] Keep(ReadOnlySpan<double> confidences, double share)
    {
        RequireFraction(share);
        if (confidences.IsEmpty)
            return [];
        var threshold = Threshold(confidences, share);
        var kept = new List<int>();
        for (var index = 0; index < confidences.Length; index++)
        {
            if (confidences[index] >= threshold)
                kept.Add(index);
        }

        return [.. kept];
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        return sum;
    }

    private static void RequireFraction(double fraction)
    {
        if (!(fraction is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "A share must be above 0 and at most 1.");
    }
}
