using System.Runtime.Intrinsics;

namespace InferenceScaling.Models.Cpu;

/// <summary>How a panel of 64 columns lies in memory. A line holds the 64 weights of one input.</summary>
internal unsafe interface IPanelFormat
{
    /// <summary>Bytes from one line to the next.</summary>
    static abstract int LineBytes { get; }

    /// <summary>Columns 16 · <paramref name="part"/> and the 15 after it, as fp32, where the processor has AVX-512.</summary>
    static abstract Vector512<float> Wide(byte* line, int part);

    /// <summary>Columns 8 · <paramref name="part"/> and the 7 after it, as fp32.</summary>
    static abstract Vector256<float> Narrow(byte* line, int part);

    /// <summary>One column.</summary>
    static abstract float Read(byte* line, int column);

    /// <summary>Writes a line.</summary>
    /// <param name="line">Where.</param>
    /// <param name="weights">The weight of column 0.</param>
    /// <param name="stride">From one column to the next.</param>
    static abstract void Write(byte* line, float* weights, long stride);
}
