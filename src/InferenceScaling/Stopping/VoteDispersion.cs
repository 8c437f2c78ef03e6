namespace InferenceScaling.Stopping;

/// <summary>How spread a vote is.</summary>
public static class VoteDispersion
{
    /// <summary>The share of the most frequent answer.</summary>
    /// <param name="counts">Votes by answer.</param>
    /// <returns>A value in (0, 1]; 0 without votes.</returns>
    public static double LeaderShare(ReadOnlySpan<int> counts)
    {
        var (sum, max) = (0L, 0);
        foreach (var count in counts)
        {
            sum += count;
            max = Math.Max(max, count);
        }

        return sum == 0 ? 0 : (double)max / sum;
    }

    /// <summary>The entropy of the votes over that of a uniform vote on the same answers. A unanimous vote gets one vote against it first, so that few votes do not look certain (Adaptive-Consistency's code).</summary>
    /// <param name="counts">Votes by answer, each at least 1.</param>
    /// <returns>A value in [0, 1]; 1 without votes.</returns>
    public static double NormalizedEntropy(ReadOnlySpan<int> counts)
    {
        if (counts.IsEmpty)
            return 1;
        if (counts.Length == 1)
            return NormalizedEntropy([counts[0], 1]);
        var sum = 0L;
        foreach (var count in counts)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(counts));
            sum += count;
        }

        // In nats first, then bits: votes such as 8:3:1 have an entropy of exactly 3/4, and the peers' code rounds it this way.
        var nats = 0.0;
        foreach (var count in counts)
        {
            var share = (double)count / sum;
            nats += -share * Math.Log(share);
        }

        return nats / Math.Log(2) / Math.Log2(counts.Length);
    }
}
