using System.Numerics;
using System.Runtime.InteropServices;

namespace InferenceScaling.Benchmarks.Measuring;

/// <summary>How fast this machine reads memory that no cache holds: the roof over one token at a time.</summary>
internal sealed unsafe class ReadBandwidth : IDisposable
{
    private const int Reads = 5;

    private readonly int _threads;
    private readonly long _bytes;
    private float* _memory;

    /// <summary>Makes room.</summary>
    /// <param name="threads">Threads that read, each its own part.</param>
    /// <param name="bytes">How much is read at a time; many times the caches.</param>
    public ReadBandwidth(int threads, int bytes = 256 << 20)
    {
        (_threads, _bytes) = (threads, bytes);
        _memory = (float*)NativeMemory.AlignedAlloc((nuint)bytes, 64);
        new Span<byte>(_memory, bytes).Fill(1);
    }

    /// <summary>Bytes a second that the threads read together: the median of several reads, after one that does not count.</summary>
    public double Measure()
    {
        ObjectDisposedException.ThrowIf(_memory is null, this);
        Read();
        return _bytes / Quantiles.Median(Enumerable.Range(0, Reads).Select(_ =>
        {
            var started = TimeProvider.System.GetTimestamp();
            Read();
            return TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        }));
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

    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
    }

    private void Read()
    {
        var part = _bytes / sizeof(float) / _threads;
        if (_threads == 1)
            Sum(_memory, part);
        else
            Parallel.For(0, _threads, new ParallelOptions { MaxDegreeOfParallelism = _threads }, thread => Sum(_memory + (thread * part), part));
    }
}
