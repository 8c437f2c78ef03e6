using System.Runtime.Intrinsics;

namespace InferenceScaling.Models.Cpu.Codes;

/// <summary>How the 64 codes of a line lie in memory; the first half of a line is its first 32 columns.</summary>
internal unsafe interface ICodeLine
{
    /// <summary>Bits a code has room for.</summary>
    static abstract int Bits { get; }

    /// <summary>Codes of columns 16 · <paramref name="part"/> and the 15 after it.</summary>
    static abstract Vector128<byte> Sixteen(byte* line, int part);

    /// <summary>Codes of columns 8 · <paramref name="part"/> and the 7 after it, in the lower half; what the upper half holds does not matter.</summary>
    static abstract Vector128<byte> Eight(byte* line, int part);

    /// <summary>One code.</summary>
    static abstract byte Read(byte* line, int column);

    /// <summary>Writes a line.</summary>
    /// <param name="line">Where.</param>
    /// <param name="codes">The code of column 0.</param>
    /// <param name="stride">From one column to the next.</param>
    static abstract void Write(byte* line, byte* codes, int stride);
}
