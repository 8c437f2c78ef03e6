using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferenceScaling.Models.Cpu.Codes;

/// <summary>Bytes as integers, and whole panels as fp32.</summary>
internal static unsafe class CodeWidening
{
    /// <summary>Widens a panel.</summary>
    /// <param name="panel">[width, 64] codes.</param>
    /// <param name="width">Number of lines.</param>
    /// <param name="runs">Which inputs share scales.</param>
    /// <param name="scales">The panel's scales.</param>
    /// <param name="widened">Receives [width, 64].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Widen<TPanel>(byte* panel, int width, PanelRun* runs, float* scales, float* widened)
        where TPanel : struct, IPanelFormat
    {
        for (var input = 0; input < width; runs++)
        {
            var group = scales + ((long)runs->Group * TPanel.GroupLength);
            for (var end = runs->End; input < end; input++, panel += TPanel.LineBytes, widened += WeightMatrix.PanelWidth)
            {
                if (Avx512F.IsSupported)
                {
                    Avx512F.Store(widened, TPanel.Wide(panel, group, 0));
                    Avx512F.Store(widened + 16, TPanel.Wide(panel, group, 1));
                    Avx512F.Store(widened + 32, TPanel.Wide(panel, group, 2));
                    Avx512F.Store(widened + 48, TPanel.Wide(panel, group, 3));
                    continue;
                }

                for (var part = 0; part < WeightMatrix.PanelWidth / 8; part++)
                    TPanel.Narrow(panel, group, part).Store(widened + (8 * part));
            }
        }
    }

    /// <summary>Eight bytes as eight integers: one instruction with AVX2, elsewhere two steps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Signed(Vector128<sbyte> values)
    {
        if (Avx2.IsSupported)
            return Avx2.ConvertToVector256Int32(values);
        var (low, high) = Vector128.Widen(Vector128.WidenLower(values));
        return Vector256.Create(low, high);
    }

    /// <summary>Eight bytes without sign as eight integers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Unsigned(Vector128<byte> values)
    {
        if (Avx2.IsSupported)
            return Avx2.ConvertToVector256Int32(values);
        var (low, high) = Vector128.Widen(Vector128.WidenLower(values));
        return Vector256.Create(low, high).AsInt32();
    }
}
