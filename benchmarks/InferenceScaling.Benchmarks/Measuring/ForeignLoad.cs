using System.Globalization;

namespace InferenceScaling.Benchmarks.Measuring;

/// <summary>How many processors other processes kept busy meanwhile: a figure measured beside others' work says so. Linux only.</summary>
internal readonly struct ForeignLoad
{
    private const double TicksPerSecond = 100;
    private static readonly int[] BusyFields = [1, 2, 3, 6, 7, 8];

    private readonly long _started;
    private readonly double? _busy;
    private readonly TimeSpan _own;

    private ForeignLoad(long started, double? busy, TimeSpan own) => (_started, _busy, _own) = (started, busy, own);

    public static ForeignLoad Start() => new(TimeProvider.System.GetTimestamp(), BusySeconds(), Environment.CpuUsage.TotalTime);

    /// <summary>Processors that others used since the start, on average; null where the system does not say.</summary>
    public double? Measure()
    {
        var elapsed = TimeProvider.System.GetElapsedTime(_started).TotalSeconds;
        var own = (Environment.CpuUsage.TotalTime - _own).TotalSeconds;
        return _busy is { } before && BusySeconds() is { } after && elapsed > 0 ? Math.Max(0, (after - before - own) / elapsed) : null;
    }

    private static double? BusySeconds()
    {
        if (!OperatingSystem.IsLinux())
            return null;

        // cpu  user nice system idle iowait irq softirq steal …
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return BusyFields.Where(index => index < fields.Length).Sum(index => double.Parse(fields[index], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
