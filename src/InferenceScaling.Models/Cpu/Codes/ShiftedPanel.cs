using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferenceScaling.Models.Cpu.Codes;

/// <summary>Codes with zero points. A group has 64 scales and then 64 zero points.</summary>
/// <typeparam name="TLine">How codes lie in a line.</typeparam>
internal readonly unsafe struct ShiftedPanel<TLine> : ICodePanel
    where TLine : struct, ICodeLine
{
    private const int Zeros = WeightMatrix.PanelWidth;

    public static int LineBytes => WeightMatrix.PanelWidth * TLine.Bits / 8;

    public static int GroupLength => 2 * WeightMatrix.PanelWidth;

    // Codes and zero points are whole numbers below 2²⁴: their difference is exact, and the product is rounded once.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Wide(byte* line, float* scales, int part)
    {
        var codes = Avx512F.ConvertToVector512Single(Avx512F.ConvertToVector512Int32(TLine.Sixteen(line, part)));
        return Avx512F.Multiply(Avx512F.Subtract(codes, Avx512F.LoadVector512(scales + Zeros + (16 * part))), Avx512F.LoadVector512(scales + (16 * part)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Narrow(byte* line, float* scales, int part)
    {
        var codes = Vector256.ConvertToSingle(CodeWidening.Unsigned(TLine.Eight(line, part)));
        return (codes - Vector256.Load(scales + Zeros + (8 * part))) * Vector256.Load(scales + (8 * part));
    }

    public static float Read(byte* line, float* scales, int column) => (TLine.Read(line, column) - scales[Zeros + column]) * scales[column];
}
