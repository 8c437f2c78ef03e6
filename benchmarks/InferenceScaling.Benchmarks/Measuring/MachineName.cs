using System.Runtime.InteropServices;

namespace InferenceScaling.Benchmarks.Measuring;

/// <summary>What figures were measured on.</summary>
internal static class MachineName
{
    /// <summary>The processor, how many of them, and the runtime.</summary>
    public static string Describe()
    {
        const string Key = "model name";
        var processor = OperatingSystem.IsLinux() ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal))?.Split(':')[1].Trim() : null;
        return $"{processor ?? RuntimeInformation.ProcessArchitecture.ToString()}, {Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}";
    }
}
