using System.Globalization;
using InferenceScaling.TorchSharp.Native;
using TorchSharp;

namespace InferenceScaling.Training.Child;

internal static class PageFaults
{
    // 48 MB: more than the largest block that glibc keeps of its own accord.
    private const long Elements = 12 << 20;

    /// <summary>Page faults while large tensors come and go ten times: the least of eight such rounds, because a heap takes some until its free blocks fit.</summary>
    public static long Count(bool keep)
    {
        if (keep && !FreedMemory.Keep())
            throw new PlatformNotSupportedException("The C library does not keep what is freed.");
        var least = long.MaxValue;
        for (var round = 0; round < 8; round++)
        {
            var before = SoFar();
            ComeAndGo(10);
            least = Math.Min(least, SoFar() - before);
        }

        return least;
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
