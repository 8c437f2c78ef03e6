using System.Runtime.Intrinsics;

namespace InferenceScaling.Models.Cpu;

/// <summary>How a panel of 64 columns lies in memory. A line holds the 64 weights of one input; lines of a run share scales.</summary>
internal unsafe interface IPanelFormat
{
    /// <summary>Bytes from one line to the next.</summary>
    static abstract int LineBytes { get; }

    /// <summary>Numbers that a group's scales take; 0 where weights need none.</summary>
    static abstract int GroupLength { get; }

    /// <summary>Columns 16 · <paramref name="part"/> and the 15 after it, as fp32, where the processor has AVX-512.</summary>
    static abstract Vector512<float> Wide(byte* line, float* scales, int part);

    /// <summary>Columns 8 · <paramref name="part"/> and the 7 after it, as fp32.</summary>
    static abstract Vector256<float> Narrow(byte* line, float* scales, int part);
}
