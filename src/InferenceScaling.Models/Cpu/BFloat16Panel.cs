using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferenceScaling.Models.Cpu;

/// <summary>bf16 in pairs: word j of each 16 holds column j in its lower half and column 16 + j in its upper half, so that one shift or one mask widens 16 columns.</summary>
internal readonly unsafe struct BFloat16Panel : IFloatPanel
{
    private const int Group = 32;
    private const uint UpperHalf = 0xFFFF_0000;

    public static int LineBytes => WeightMatrix.PanelWidth * sizeof(ushort);

    public static int GroupLength => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Wide(byte* line, float* scales, int part)
    {
        var words = Avx512F.LoadVector512((uint*)line + (part / 2 * 16));
        return (part % 2 == 0 ? Avx512F.ShiftLeftLogical(words, 16) : Avx512F.And(words, Avx512F.BroadcastScalarToVector512(Vector128.CreateScalarUnsafe(UpperHalf)))).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Narrow(byte* line, float* scales, int part)
    {
        var words = Vector256.Load((uint*)line + (part / 4 * 16) + (part % 2 * 8));
        return (part % 4 < 2 ? words << 16 : words & Vector256.Create(UpperHalf)).AsSingle();
    }

    public static float Read(byte* line, int column)
    {
        var word = ((uint*)line)[(column / Group * 16) + (column % 16)];
        return BitConverter.UInt32BitsToSingle(column % Group < 16 ? word << 16 : word & UpperHalf);
    }

    public static void Write(byte* line, float* weights, long stride)
    {
        for (var word = 0; word < WeightMatrix.PanelWidth / 2; word++)
        {
            var column = weights + (((word / 16 * Group) + (word % 16)) * stride);
            ((uint*)line)[word] = (Round(column[0]) >> 16) | (Round(column[16 * stride]) & UpperHalf);
        }
    }

    // To the nearest, ties to even, in the upper half. A NaN stays one: the carry must not turn it into an infinity.
    private static uint Round(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? bits | 0x0040_0000 : bits + 0x7FFF + ((bits >> 16) & 1);
    }
}
