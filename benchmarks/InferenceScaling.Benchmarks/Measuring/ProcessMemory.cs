using System.Globalization;

namespace InferenceScaling.Benchmarks.Measuring;

/// <summary>What this process has in memory, in bytes, as the kernel counts it.</summary>
/// <param name="Resident">Now.</param>
/// <param name="Peak">At most so far.</param>
internal readonly record struct ProcessMemory(long Resident, long Peak)
{
    public static ProcessMemory Read()
    {
        if (!OperatingSystem.IsLinux())
            return new(Environment.WorkingSet, Environment.WorkingSet);
        var lines = File.ReadAllLines("/proc/self/status");
        return new(Bytes(lines, "VmRSS:"), Bytes(lines, "VmHWM:"));
    }

    private static long Bytes(string[] lines, string key)
    {
        var line = lines.Single(line => line.StartsWith(key, StringComparison.Ordinal));
        return long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
