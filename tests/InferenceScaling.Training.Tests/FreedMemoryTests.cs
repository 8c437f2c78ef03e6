using System.Diagnostics;
using System.Globalization;

namespace InferenceScaling.Training.Tests;

/// <summary>In processes of their own: what is asked of the C library holds for a whole process.</summary>
public sealed class FreedMemoryTests
{
    [SkippableFact]
    public async Task Memory_that_is_kept_is_not_asked_of_the_system_again()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && File.Exists("/proc/self/stat"), "only glibc on Linux is asked to keep memory");
        var givenBack = await CountAsync("given-back");
        var kept = await CountAsync("kept");
        givenBack.Should().BeGreaterThan(1_000, "48 MB are 12,000 pages, or 24 large ones, ten times");
        kept.Should().BeLessThan(givenBack / 10);
    }

    private static async Task<long> CountAsync(string freed)
    {
        var child = Path.Combine(AppContext.BaseDirectory, "InferenceScaling.Training.Child.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", child, "memory", freed]) { RedirectStandardOutput = true })!;
        var count = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.Should().Be(0);
        return long.Parse(count, CultureInfo.InvariantCulture);
    }
}
