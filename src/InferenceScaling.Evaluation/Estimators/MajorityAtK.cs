namespace InferenceScaling.Evaluation.Estimators;

/// <summary>The probability that the majority of k samples is right, exactly, from the counts of a pool. Ties are split evenly: "the first seen wins" would be biased by position.</summary>
public static class MajorityAtK
{
    /// <summary>maj@k of k samples drawn from the pool without replacement: unbiased.</summary>
    /// <param name="counts">Samples by answer, at least one in all.</param>
    /// <param name="correct">The index of the right answer; -1 if no sample is right.</param>
    /// <param name="k">From 1 to the number of samples.</param>
    public static double Estimate(ReadOnlySpan<int> counts, int correct, int k)
    {
        var samples = Check(counts, correct, k);
        if (k > samples)
            throw new ArgumentOutOfRangeException(nameof(k), k, $"k must be at most the number of samples, {samples}: draw more samples, or use {nameof(WithReplacement)}.");
        if (correct < 0 || counts[correct] == 0)
            return 0;

        // Draw every sample independently with probability k/n: given that k were drawn, each k-subset is equally likely.
        // So the numbers by answer are independent binomials, conditioned on their sum; nothing over- or underflows.
        var rate = (double)k / samples;
        var parts = new double[counts.Length][];
        for (var answer = 0; answer < counts.Length; answer++)
            parts[answer] = Binomial(counts[answer], rate, k);
        return Win(parts, correct, k) / Binomial(samples, rate, k)[k];
    }

    /// <summary>maj@k of k independent draws from the pool's frequencies: an estimate for any k, biased towards what the pool happens to hold.</summary>
    /// <param name="counts">Samples by answer, at least one in all.</param>
    /// <param name="correct">The index of the right answer; -1 if no sample is right.</param>
    /// <param name="k">At least 1.</param>
    public static double WithReplacement(ReadOnlySpan<int> counts, int correct, int k)
    {
        var samples = Check(counts, correct, k);
        if (correct < 0 || counts[correct] == 0)
            return 0;

        // A multinomial is independent Poisson counts, conditioned on their sum.
        var parts = new double[counts.Length][];
        for (var answer = 0; answer < counts.Length; answer++)
            parts[answer] = Poisson((double)k * counts[answer] / samples, k);
        return Win(parts, correct, k) / Poisson(k, k)[k];
    }

    // P(the right answer wins, and k in all). For each number m of the right answer, a table over (samples used, answers tied with it).
    private static double Win(double[][] parts, int correct, int k)
    {
        var total = 0.0;
        for (var m = 1; m <= k; m++)
        {
            if (m >= parts[correct].Length || parts[correct][m] == 0)
                continue;
            var ties = Math.Min(parts.Length - 1, (k - m) / m);
            var table = new double[k - m + 1, ties + 1];
            table[0, 0] = 1;
            for (var answer = 0; answer < parts.Length; answer++)
            {
                if (answer != correct)
                    table = Convolve(table, parts[answer], m);
            }

            for (var tied = 0; tied <= ties; tied++)
                total += parts[correct][m] * table[k - m, tied] / (tied + 1);
        }

        return total;
    }

    private static double[,] Convolve(double[,] table, double[] part, int m)
    {
        var (used, ties) = (table.GetLength(0), table.GetLength(1));
        var next = new double[used, ties];
        for (var before = 0; before < used; before++)
        {
            for (var tied = 0; tied < ties; tied++)
            {
                if (table[before, tied] == 0)
                    continue;
                for (var x = 0; x <= m && x < part.Length && before + x < used; x++)
                {
                    var after = x == m ? tied + 1 : tied;
                    if (after < ties)
                        next[before + x, after] += table[before, tied] * part[x];
                }
            }
        }

        return next;
    }

    private static double[] Binomial(int trials, double rate, int most)
    {
        var values = new double[Math.Min(trials, most) + 1];
        if (rate >= 1)
        {
            if (trials < values.Length)
                values[trials] = 1;
            return values;
        }

        for (var x = 0; x < values.Length; x++)
            values[x] = Math.Exp(LogChoose(trials, x) + (x * Math.Log(rate)) + ((trials - x) * Math.Log(1 - rate)));
        return values;
    }

    private static double[] Poisson(double mean, int most)
    {
        var values = new double[most + 1];
        if (mean == 0)
        {
            values[0] = 1;
            return values;
        }

        for (var x = 0; x <= most; x++)
            values[x] = Math.Exp((x * Math.Log(mean)) - mean - Numerics.SpecialFunctions.LogGamma(x + 1));
        return values;
    }

    private static double LogChoose(int n, int k) =>
        Numerics.SpecialFunctions.LogGamma(n + 1) - Numerics.SpecialFunctions.LogGamma(k + 1) - Numerics.SpecialFunctions.LogGamma(n - k + 1);

    private static int Check(ReadOnlySpan<int> counts, int correct, int k)
    {
        var samples = 0;
        foreach (var count in counts)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(count, nameof(counts));
            samples = checked(samples + count);
        }

        if (samples == 0)
            throw new ArgumentException("A pool without samples has no majority.", nameof(counts));
        ArgumentOutOfRangeException.ThrowIfLessThan(correct, -1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(correct, counts.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        return samples;
    }
}
