using System.Numerics;
using System.Runtime.InteropServices;

namespace InferenceScaling.Benchmarks.Measuring;

/// <summary>How fast this machine reads memory that no cache holds: the roof over one token at a time.</summary>
internal static unsafe class ReadBandwidth
{
    private const int Rounds = 7;

    /// <summary>Bytes a second that so many threads read, the best of several rounds.</summary>
    /// <param name="threads">Threads that read, each its own part.</param>
    /// <param name="bytes">How much is read a round; many times the caches.</param>
    public static double Measure(int threads, long bytes = 512L << 20)
    {
        var memory = (float*)NativeMemory.AlignedAlloc((nuint)bytes, 64);
        try
        {
            new Span<byte>(memory, (int)bytes).Fill(1);
            var part = bytes / sizeof(float) / threads;
            var best = double.MaxValue;
            for (var round = 0; round < Rounds; round++)
            {
                var started = TimeProvider.System.GetTimestamp();
                if (threads == 1)
                    Sum(memory, part);
                else
                    Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread => Sum(memory + (thread * part), part));
                best = Math.Min(best, TimeProvider.System.GetElapsedTime(started).TotalSeconds);
            }

            return bytes / best;
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }

    /// <summary>Adds numbers up, in eight independent sums so that the memory decides.</summary>
    public static float Sum(float* values, long count)
    {
        var width = Vector<float>.Count;
        var (a, b, c, d) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
        var (e, f, g, h) = (a, b, c, d);
        for (long index = 0; index + (8 * width) <= count; index += 8 * width)
        {
            var place = values + index;
            a += Vector.Load(place);
            b += Vector.Load(place + width);
            c += Vector.Load(place + (2 * width));
            d += Vector.Load(place + (3 * width));
            e += Vector.Load(place + (4 * width));
            f += Vector.Load(place + (5 * width));
            g += Vector.Load(place + (6 * width));
            h += Vector.Load(place + (7 * width));
        }

        return Vector.Sum(a + b + c + d + e + f + g + h);
    }
}
