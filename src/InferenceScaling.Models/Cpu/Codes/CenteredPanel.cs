using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferenceScaling.Models.Cpu.Codes;

/// <summary>Codes whose zero stands in the middle. A group has 64 scales.</summary>
/// <typeparam name="TLine">How codes lie in a line.</typeparam>
internal readonly unsafe struct CenteredPanel<TLine> : ICodePanel
    where TLine : struct, ICodeLine
{
    public static int LineBytes => WeightMatrix.PanelWidth * TLine.Bits / 8;

    public static int GroupLength => WeightMatrix.PanelWidth;

    private static byte Middle => (byte)(1 << (TLine.Bits - 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Wide(byte* line, float* scales, int part)
    {
        var values = (TLine.Sixteen(line, part) - Vector128.Create(Middle)).AsSByte();
        return Avx512F.Multiply(Avx512F.ConvertToVector512Single(Avx512F.ConvertToVector512Int32(values)), Avx512F.LoadVector512(scales + (16 * part)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Narrow(byte* line, float* scales, int part)
    {
        var values = (TLine.Eight(line, part) - Vector128.Create(Middle)).AsSByte();
        return Vector256.ConvertToSingle(CodeWidening.Signed(values)) * Vector256.Load(scales + (8 * part));
    }

    public static float Read(byte* line, float* scales, int column) => (TLine.Read(line, column) - Middle) * scales[column];
}
