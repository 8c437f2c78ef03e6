namespace QuickStart;

/// <summary>The difference of two strategies on the same problems, with the normal approximation's 95 % interval.</summary>
internal readonly record struct PairedGain(double Mean, double Low, double High)
{
    public static PairedGain Of(IReadOnlyList<bool> baseline, IReadOnlyList<bool> challenger)
    {
        var differences = baseline.Zip(challenger, (b, c) => (c ? 1.0 : 0.0) - (b ? 1.0 : 0.0)).ToArray();
        var mean = differences.Average();
        var variance = differences.Sum(difference => (difference - mean) * (difference - mean)) / (differences.Length - 1);
        var error = 1.96 * Math.Sqrt(variance / differences.Length);
        return new(mean, mean - error, mean + error);
    }
}
