using System.Globalization;
using InferenceScaling.TorchSharp.Native;
using TorchSharp;

namespace InferenceScaling.Training.Child;

internal static class PageFaults
{
    // 48 MB: more than the largest block that glibc keeps of its own accord.
    private const long Elements = 12 << 20;

    /// <summary>Page faults while large tensors come and go ten times.</summary>
    public static long Count(bool keep)
    {
        if (keep && !FreedMemory.Keep())
            throw new PlatformNotSupportedException("The C library does not keep what is freed.");
        // The first ones make the heap as large as it needs to be.
        ComeAndGo(20);
        var before = SoFar();
        ComeAndGo(10);
        return SoFar() - before;
    }

    private static void ComeAndGo(int times)
    {
        for (var time = 0; time < times; time++)
        {
            using var tensor = torch.ones(Elements);
        }
    }

    // "pid (name) state ppid pgrp session tty tpgid flags minflt …", and names may have spaces.
    private static long SoFar() => long.Parse(File.ReadAllText("/proc/self/stat").Split(')')[^1].Split(' ')[8], CultureInfo.InvariantCulture);
}
