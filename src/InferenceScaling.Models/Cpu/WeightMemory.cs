using System.Numerics;

namespace InferenceScaling.Models.Cpu;

/// <summary>Unmanaged memory for the matrices of a model, side by side in regions so large that the system can give them pages of two megabytes. Freed all at once.</summary>
internal sealed unsafe class WeightMemory : IDisposable
{
    private const long Line = 64;
    private const long FirstRegion = 1 << 18;
    private const long LastRegion = 1 << 26;
    private const long Large = 1 << 22;

    private readonly List<nint> _regions = [];
    private long _next = FirstRegion;
    private byte* _free;
    private long _left;

    /// <summary>Memory on a 64-byte boundary; what it holds is undefined.</summary>
    /// <exception cref="OutOfMemoryException">There is not so much.</exception>
    public byte* Take(long bytes)
    {
        var size = checked((Math.Max(bytes, 1) + Line - 1) / Line * Line);
        if (size > _left)
        {
            // What is large has such pages alone, and the rest of a region is left for others.
            if (size >= Large)
                return Allocate(size);
            var region = Math.Max(_next, (long)BitOperations.RoundUpToPowerOf2((ulong)(2 * size)));
            _free = Allocate(region);
            _left = region;
            _next = Math.Min(2 * region, LastRegion);
        }

        var block = _free;
        _free += size;
        _left -= size;
        return block;
    }

    public void Dispose()
    {
        foreach (var region in _regions)
            NativeBlock.Free((void*)region);
        _regions.Clear();
        _left = 0;
    }

    private byte* Allocate(long bytes)
    {
        var region = (byte*)NativeBlock.Allocate(bytes);
        _regions.Add((nint)region);
        return region;
    }
}
