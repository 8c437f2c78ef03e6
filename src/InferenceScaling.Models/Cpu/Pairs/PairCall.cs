using System.Runtime.InteropServices;

namespace InferenceScaling.Models.Cpu.Pairs;

/// <summary>Rows of bf16 numbers to be multiplied with a page, as emitted code reads it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PairCall
{
    /// <summary>The first row: a query's pairs; or the probabilities of the page's first two tokens, later tokens' in front of them.</summary>
    public ushort* Rows;

    /// <summary>From one row to the next, in bytes.</summary>
    public long RowStride;

    /// <summary>The page's keys or values.</summary>
    public ushort* Page;

    /// <summary>From one pair of tokens to the next, in bytes; of no use for keys.</summary>
    public long PairStride;

    /// <summary>Keys: eights of dimensions. Values: pairs of tokens.</summary>
    public long Steps;

    /// <summary>Which bits of each pair count: all, or <see cref="UpperOnly"/> where the second token is missing.</summary>
    public long Mask;

    /// <summary>Receives scores, or is added to.</summary>
    public float* Results;

    /// <summary>From one row's results to the next's, in bytes.</summary>
    public long ResultStride;

    /// <summary>How many times the code is to take as many rows as it is made for.</summary>
    public long Blocks;

    public const long All = 0xFFFF_FFFF;

    public const long UpperOnly = 0xFFFF_0000;
}
