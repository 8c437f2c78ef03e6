namespace InferenceScaling.Benchmarks.Regression;

/// <summary>Holds ratios against a baseline's. Pure.</summary>
internal static class RegressionComparison
{
    /// <summary>A row for each name, the baseline's first, in their order.</summary>
    /// <param name="baseline">Ratios by name.</param>
    /// <param name="measured">Ratios by name.</param>
    /// <param name="tolerance">How many times the baseline is still no regression; above 1.</param>
    /// <exception cref="ArgumentException">A ratio is not positive and finite.</exception>
    public static IReadOnlyList<RegressionRow> Compare(IReadOnlyDictionary<string, double> baseline, IReadOnlyDictionary<string, double> measured, double tolerance)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(measured);
        if (!(tolerance > 1 && double.IsFinite(tolerance)))
            throw new ArgumentOutOfRangeException(nameof(tolerance), tolerance, "A tolerance is a factor above 1.");
        return [.. baseline.Keys.Union(measured.Keys).Select(name => Row(name, Find(baseline, name), Find(measured, name), tolerance))];
    }

    /// <summary>Whether anything is slower, or was not measured at all.</summary>
    public static bool Fails(IEnumerable<RegressionRow> rows) => rows.Any(row => row.Verdict is RegressionVerdict.Slower or RegressionVerdict.Missing);

    private static RegressionRow Row(string name, double? baseline, double? measured, double tolerance) => new(name, baseline, measured, (baseline, measured) switch
    {
        (null, _) => RegressionVerdict.New,
        (_, null) => RegressionVerdict.Missing,
        ({ } before, { } now) when now > before * tolerance => RegressionVerdict.Slower,
        ({ } before, { } now) when now < before / tolerance => RegressionVerdict.Faster,
        _ => RegressionVerdict.Unchanged,
    });

    private static double? Find(IReadOnlyDictionary<string, double> ratios, string name)
    {
        if (!ratios.TryGetValue(name, out var ratio))
            return null;
        return ratio > 0 && double.IsFinite(ratio) ? ratio : throw new ArgumentException($"The ratio of '{name}' is {ratio}; expected a positive number.", nameof(ratios));
    }
}
