using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace InferenceScaling.Models.Cpu;

/// <summary>What managed tiles ask memory for while they multiply other weights: evenly, for all rows, so that memory and arithmetic take their time together and not one after the other.</summary>
internal unsafe struct LinesAhead
{
    /// <summary>Bytes that come at a time.</summary>
    public const int LineBytes = 64;

    /// <summary>What to ask for next.</summary>
    public byte* Address;

    /// <summary>How far to go with each step of a tile's innermost loop, in bytes.</summary>
    public nint Step;

    /// <summary>So many bytes, asked for in so many steps.</summary>
    public LinesAhead(byte* first, long bytes, long steps)
    {
        Address = first;
        Step = (nint)((bytes + steps - 1) / steps);
    }

    /// <summary>Asks for a line: for the second-level cache, as the weights at hand need the first. What is there, or asked for, costs next to nothing; an address that is nobody's does no harm.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Ask(byte* address)
    {
        if (Sse.IsSupported)
            Sse.Prefetch1(address);
    }
}
