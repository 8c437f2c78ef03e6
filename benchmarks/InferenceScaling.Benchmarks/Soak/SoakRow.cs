using System.Globalization;

namespace InferenceScaling.Benchmarks.Soak;

/// <summary>What one interval showed.</summary>
/// <param name="Elapsed">Since the start.</param>
/// <param name="Passes">Passes of the interval.</param>
/// <param name="Median">Of a pass, in milliseconds.</param>
/// <param name="P99">Of a pass, in milliseconds.</param>
/// <param name="LivePages">Pages in use at its end.</param>
/// <param name="PageLimit">Most pages.</param>
/// <param name="ManagedBytes">The managed heap after a collection.</param>
/// <param name="ResidentBytes">Memory of the process.</param>
internal sealed record SoakRow(TimeSpan Elapsed, long Passes, double Median, double P99, int LivePages, int PageLimit, long ManagedBytes, long ResidentBytes)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Elapsed:hh\\:mm\\:ss}  {Passes,7:N0} passes, median {Median:F2} ms, p99 {P99:F2} ms, {LivePages}/{PageLimit} pages, managed {ManagedBytes / 1e6:F1} MB, resident {ResidentBytes / 1e6:F0} MB");
}
