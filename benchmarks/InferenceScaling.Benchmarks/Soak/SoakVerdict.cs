using System.Collections.Immutable;
using InferenceScaling.Benchmarks.Measuring;
using InferenceScaling.Models.Decoding;

namespace InferenceScaling.Benchmarks.Soak;

/// <summary>Judges a soak: the last third of it must look like the first.</summary>
internal static class SoakVerdict
{
    // Of the median over the rows of a third.
    private const double MostSlowdown = 1.25;

    // Beyond what a heap breathes.
    private const double MostGrowth = 1.1;
    private const long FreeGrowth = 8 << 20;

    /// <summary>What is wrong; empty if nothing is.</summary>
    /// <param name="rows">The intervals in order; the first is warm-up.</param>
    /// <param name="end">The cache after everything was released.</param>
    public static ImmutableArray<string> Faults(IReadOnlyList<SoakRow> rows, KvUsage end)
    {
        var faults = ImmutableArray.CreateBuilder<string>();
        if (end.HeldPages != 0)
            faults.Add($"{end.HeldPages} pages are held although every path was released.");
        if (rows.Any(row => row.LivePages > row.PageLimit))
            faults.Add("More pages were in use than the limit allows.");
        var warm = rows.Skip(1).ToArray();
        if (warm.Length < 3)
            return faults.ToImmutable();
        var (first, last) = (warm[..(warm.Length / 3)], warm[^(warm.Length / 3)..]);
        Compare("The 99th percentile of a pass", row => row.P99, MostSlowdown, 0);
        Compare("The managed heap", row => row.ManagedBytes, MostGrowth, FreeGrowth);
        Compare("The memory of the process", row => row.ResidentBytes, MostGrowth, FreeGrowth);
        return faults.ToImmutable();

        void Compare(string what, Func<SoakRow, double> of, double factor, double free)
        {
            var (before, after) = (Quantiles.Median(first.Select(of)), Quantiles.Median(last.Select(of)));
            if (after > (before * factor) + free)
                faults.Add(FormattableString.Invariant($"{what} went from {before:N2} to {after:N2} between the first and the last third."));
        }
    }
}
