using InferenceScaling.Paths;

namespace InferenceScaling.Evaluation.Estimators;

/// <summary>The probability that a weighted vote of k samples is right, from one pool. Ties are split evenly.</summary>
public static class WeightedVoteAtK
{
    /// <summary>Over all k-subsets if there are at most so many; over as many random ones otherwise.</summary>
    public const int DefaultSubsets = 100_000;

    /// <summary>Weighted-vote@k.</summary>
    /// <param name="weights">One a sample, finite and not negative: the verifier's scores, or 1 for a majority.</param>
    /// <param name="answers">One a sample; null votes for nothing.</param>
    /// <param name="correct">The right answer.</param>
    /// <param name="k">From 1 to the number of samples.</param>
    /// <param name="subsets">Most subsets looked at, at least 1.</param>
    /// <param name="seed">For the random subsets.</param>
    /// <returns>The estimate and its standard error from drawing subsets: 0 if all were looked at.</returns>
    public static VoteEstimate Estimate(ReadOnlySpan<double> weights, IReadOnlyList<string?> answers, string correct, int k, int subsets = DefaultSubsets, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentNullException.ThrowIfNull(correct);
        ArgumentOutOfRangeException.ThrowIfLessThan(subsets, 1);
        if (weights.Length != answers.Count)
            throw new ArgumentException($"There are {weights.Length} weights but {answers.Count} answers; there must be one a sample.", nameof(answers));
        PassAtK.Check(weights.Length, 0, k);
        foreach (var weight in weights)
        {
            if (!(weight >= 0) || !double.IsFinite(weight))
                throw new ArgumentException($"Weights must be finite and not negative, but one is {weight}.", nameof(weights));
        }

        var ids = Identify(answers, correct);
        var votes = new double[answers.Count + 1];
        return CountSubsets(weights.Length, k, subsets) is { } count
            ? All(weights, ids, votes, k, count)
            : Some(weights, ids, votes, k, subsets, seed);
    }

    private static VoteEstimate All(ReadOnlySpan<double> weights, int[] ids, double[] votes, int k, int count)
    {
        var chosen = new int[k];
        for (var index = 0; index < k; index++)
            chosen[index] = index;
        var sum = 0.0;
        while (true)
        {
            sum += Win(weights, ids, chosen, votes);
            var place = k - 1;
            while (place >= 0 && chosen[place] == weights.Length - k + place)
                place--;
            if (place < 0)
                return new(sum / count, 0, count);
            chosen[place]++;
            for (var next = place + 1; next < k; next++)
                chosen[next] = chosen[next - 1] + 1;
        }
    }

    private static VoteEstimate Some(ReadOnlySpan<double> weights, int[] ids, double[] votes, int k, int subsets, ulong seed)
    {
        var random = PathRandom.Root(seed, "weighted vote at k");
        var order = new int[weights.Length];
        for (var index = 0; index < order.Length; index++)
            order[index] = index;
        var (sum, squares, counter) = (0.0, 0.0, 0UL);
        for (var subset = 0; subset < subsets; subset++)
        {
            // The first k places of a shuffle; it may begin from any order.
            for (var place = 0; place < k; place++)
            {
                var other = place + (int)(random.Uniform(counter++) * (order.Length - place));
                (order[place], order[other]) = (order[other], order[place]);
            }

            var win = Win(weights, ids, order.AsSpan(0, k), votes);
            sum += win;
            squares += win * win;
        }

        var mean = sum / subsets;
        return new(mean, Math.Sqrt(Math.Max((squares / subsets) - (mean * mean), 0) / subsets), subsets);
    }

    // The share of the right answer, number 0, in the winners of a vote.
    private static double Win(ReadOnlySpan<double> weights, int[] ids, ReadOnlySpan<int> chosen, double[] votes)
    {
        var best = double.NegativeInfinity;
        foreach (var sample in chosen)
        {
            if (ids[sample] >= 0)
                best = Math.Max(best, votes[ids[sample]] += weights[sample]);
        }

        // Sums of the same weights in another order differ in the last digits: they are ties.
        var least = best - (1e-12 * Math.Abs(best));
        var (winners, isRight) = (0, false);
        foreach (var sample in chosen)
        {
            if (ids[sample] < 0 || double.IsNaN(votes[ids[sample]]))
                continue;
            if (votes[ids[sample]] >= least)
            {
                winners++;
                isRight |= ids[sample] == 0;
            }

            votes[ids[sample]] = double.NaN;
        }

        foreach (var sample in chosen)
        {
            if (ids[sample] >= 0)
                votes[ids[sample]] = 0;
        }

        return isRight ? 1.0 / winners : 0;
    }

    private static int[] Identify(IReadOnlyList<string?> answers, string correct)
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal) { [correct] = 0 };
        var ids = new int[answers.Count];
        for (var index = 0; index < ids.Length; index++)
        {
            if (answers[index] is not { } answer)
                ids[index] = -1;
            else if (!known.TryGetValue(answer, out ids[index]))
                known[answer] = ids[index] = known.Count;
        }

        return ids;
    }

    // C(n, k), or null if it is more than the limit.
    private static int? CountSubsets(int n, int k, int limit)
    {
        var count = 1L;
        k = Math.Min(k, n - k);
        for (var index = 1; index <= k; index++)
        {
            count = count * (n - k + index) / index;
            if (count > limit)
                return null;
        }

        return (int)count;
    }
}
