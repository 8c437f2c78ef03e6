namespace InferenceScaling.Evaluation.Intervals;

/// <summary>Two systems on the same problems, right or wrong on each.</summary>
/// <param name="Difference">Accuracy of the first less that of the second.</param>
/// <param name="StandardError">Of the difference, from the paired differences with n - 1.</param>
/// <param name="OnlyA">Problems that only the first solved.</param>
/// <param name="OnlyB">Problems that only the second solved.</param>
/// <param name="PValue">Two-sided, of McNemar's exact test: how often equal systems would differ at least so much.</param>
public readonly record struct PairedComparison(double Difference, double StandardError, int OnlyA, int OnlyB, double PValue)
{
    /// <summary>Compares two systems.</summary>
    /// <param name="a">Whether the first solved each problem; at least two problems.</param>
    /// <param name="b">Whether the second did, in the same order.</param>
    public static PairedComparison Of(ReadOnlySpan<bool> a, ReadOnlySpan<bool> b)
    {
        if (a.Length != b.Length)
            throw new ArgumentException($"The systems have {a.Length} and {b.Length} outcomes; a paired comparison needs one of each a problem.", nameof(b));
        if (a.Length < 2)
            throw new ArgumentException($"A paired comparison needs at least two problems, but got {a.Length}.", nameof(a));
        var (onlyA, onlyB) = (0, 0);
        for (var index = 0; index < a.Length; index++)
        {
            onlyA += a[index] && !b[index] ? 1 : 0;
            onlyB += b[index] && !a[index] ? 1 : 0;
        }

        var n = (double)a.Length;
        var mean = (onlyA - onlyB) / n;
        var variance = (onlyA + onlyB - (n * mean * mean)) / (n - 1);
        return new(mean, Math.Sqrt(Math.Max(variance, 0) / n), onlyA, onlyB, McNemar(onlyA, onlyB));
    }

    /// <summary>The exact two-sided p-value of McNemar's test (1947): a fair coin for each problem that one system alone solved.</summary>
    /// <param name="onlyA">Problems that only the first solved.</param>
    /// <param name="onlyB">Problems that only the second solved.</param>
    public static double McNemar(int onlyA, int onlyB)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(onlyA);
        ArgumentOutOfRangeException.ThrowIfNegative(onlyB);
        var (n, few) = (onlyA + onlyB, Math.Min(onlyA, onlyB));

        // 2 P(Binomial(n, 1/2) <= few), from its largest term downwards.
        var (term, sum) = (1.0, 0.0);
        for (var x = few; x >= 0 && term > sum * 1e-18; x--)
        {
            sum += term;
            term *= (double)x / (n - x + 1);
        }

        return Math.Min(1, 2 * sum * Math.Exp(LogTerm(n, few)));
    }

    private static double LogTerm(int n, int x) =>
        Numerics.SpecialFunctions.LogGamma(n + 1) - Numerics.SpecialFunctions.LogGamma(x + 1) - Numerics.SpecialFunctions.LogGamma(n - x + 1) - (n * Math.Log(2));
}
