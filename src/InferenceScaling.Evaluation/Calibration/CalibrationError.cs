using System.Collections.Immutable;

namespace InferenceScaling.Evaluation.Calibration;

/// <summary>Whether confidences are probabilities: of the predictions with confidence 0.8, are eight in ten right?</summary>
public static class CalibrationError
{
    /// <summary>Bins of equal width over [0, 1]; a confidence on an edge belongs to the upper bin, 1 to the last. Empty bins are left out.</summary>
    /// <param name="confidence">In [0, 1], one a prediction.</param>
    /// <param name="correct">Whether each was right.</param>
    /// <param name="bins">At least 1.</param>
    public static ImmutableArray<ReliabilityBin> EqualWidth(ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct, int bins = 15)
    {
        Prediction.Check(confidence, correct);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        var members = new List<int>[bins];
        for (var index = 0; index < confidence.Length; index++)
            (members[Math.Min((int)(confidence[index] * bins), bins - 1)] ??= []).Add(index);
        var result = ImmutableArray.CreateBuilder<ReliabilityBin>();
        foreach (var bin in members)
        {
            if (bin is not null)
                result.Add(Make(confidence, correct, [.. bin]));
        }

        return result.ToImmutable();
    }

    /// <summary>Bins of equal size by ascending confidence; the first ones are one larger where it does not divide.</summary>
    /// <param name="confidence">In [0, 1], one a prediction.</param>
    /// <param name="correct">Whether each was right.</param>
    /// <param name="bins">At least 1; at most one a prediction is made.</param>
    public static ImmutableArray<ReliabilityBin> EqualMass(ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct, int bins = 15)
    {
        Prediction.Check(confidence, correct);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        var order = Prediction.Ascending(confidence);
        bins = Math.Min(bins, order.Length);
        var result = ImmutableArray.CreateBuilder<ReliabilityBin>(bins);
        var start = 0;
        for (var bin = 0; bin < bins; bin++)
        {
            var size = (order.Length / bins) + (bin < order.Length % bins ? 1 : 0);
            result.Add(Make(confidence, correct, order.AsSpan(start, size)));
            start += size;
        }

        return result.MoveToImmutable();
    }

    /// <summary>Expected calibration error: the mean gap of the bins, weighted by their size (Naeini et al. 2015).</summary>
    /// <param name="bins">From <see cref="EqualWidth"/> or <see cref="EqualMass"/>.</param>
    public static double Expected(ReadOnlySpan<ReliabilityBin> bins)
    {
        var (sum, count) = (0.0, 0L);
        foreach (var bin in bins)
        {
            sum += bin.Count * bin.Gap;
            count += bin.Count;
        }

        return count == 0 ? 0 : sum / count;
    }

    /// <summary>Maximum calibration error: the largest gap of a bin.</summary>
    /// <param name="bins">From <see cref="EqualWidth"/> or <see cref="EqualMass"/>.</param>
    public static double Maximum(ReadOnlySpan<ReliabilityBin> bins)
    {
        var largest = 0.0;
        foreach (var bin in bins)
            largest = Math.Max(largest, bin.Gap);
        return largest;
    }

    private static ReliabilityBin Make(ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct, ReadOnlySpan<int> members)
    {
        var (sum, right) = (0.0, 0);
        foreach (var index in members)
        {
            sum += confidence[index];
            right += correct[index] ? 1 : 0;
        }

        return new(members.Length, sum / members.Length, (double)right / members.Length);
    }
}
