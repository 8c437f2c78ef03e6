using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferenceScaling.Models.Cpu;

/// <summary>fp32, in the order of columns.</summary>
internal readonly unsafe struct SinglePanel : IFloatPanel
{
    public static int LineBytes => WeightMatrix.PanelWidth * sizeof(float);

    public static int GroupLength => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Wide(byte* line, float* scales, int part) => Avx512F.LoadVector512((float*)line + (16 * part));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Narrow(byte* line, float* scales, int part) => Vector256.Load((float*)line + (8 * part));

    public static float Read(byte* line, int column) => ((float*)line)[column];

    public static void Write(byte* line, float* weights, long stride)
    {
        for (var column = 0; column < WeightMatrix.PanelWidth; column++)
            ((float*)line)[column] = weights[column * stride];
    }
}
