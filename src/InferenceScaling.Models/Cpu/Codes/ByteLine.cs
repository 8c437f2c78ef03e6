using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace InferenceScaling.Models.Cpu.Codes;

/// <summary>A byte a code, in the order of columns.</summary>
internal readonly unsafe struct ByteLine : ICodeLine
{
    public static int Bits => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Sixteen(byte* line, int part) => Vector128.Load(line + (16 * part));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Eight(byte* line, int part) => Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(line + (8 * part))).AsByte();

    public static byte Read(byte* line, int column) => line[column];

    public static void Write(byte* line, byte* codes, int stride)
    {
        for (var column = 0; column < WeightMatrix.PanelWidth; column++)
            line[column] = codes[column * stride];
    }
}
