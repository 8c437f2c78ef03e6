using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferenceScaling.Models.Cpu.Codes;

/// <summary>Bytes as integers, and whole panels as fp32.</summary>
internal static unsafe class CodeWidening
{
    /// <summary>Widens a panel, or a part of it.</summary>
    /// <param name="panel">[inputs, 64] codes, of the inputs that are wanted.</param>
    /// <param name="from">The first of them.</param>
    /// <param name="to">The one behind the last.</param>
    /// <param name="runs">Which inputs share scales, beginning with the first's.</param>
    /// <param name="scales">The panel's scales.</param>
    /// <param name="widened">Receives [inputs, 64].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Widen<TPanel>(byte* panel, nint from, nint to, PanelRun* runs, float* scales, float* widened)
        where TPanel : struct, IPanelFormat
    {
        for (var input = from; input < to; runs++)
        {
            var group = scales + ((long)runs->Group * TPanel.GroupLength);
            for (var end = nint.Min(runs->End, to); input < end; input++, panel += TPanel.LineBytes, widened += WeightMatrix.PanelWidth)
            {
                if (Avx512F.IsSupported)
                {
                    Avx512F.Store(widened, TPanel.Wide(panel, group, 0));
                    Avx512F.Store(widened + 16, TPanel.Wide(panel, group, 1));
                    Avx512F.Store(widened + 32, TPanel.Wide(panel, group, 2));
                    Avx512F.Store(widened + 48, TPanel.Wide(panel, group, 3));
                    continue;
                }

                TPanel.Narrow(panel, group, 0).Store(widened);
                TPanel.Narrow(panel, group, 1).Store(widened + 8);
                TPanel.Narrow(panel, group, 2).Store(widened + 16);
                TPanel.Narrow(panel, group, 3).Store(widened + 24);
                TPanel.Narrow(panel, group, 4).Store(widened + 32);
                TPanel.Narrow(panel, group, 5).Store(widened + 40);
                TPanel.Narrow(panel, group, 6).Store(widened + 48);
                TPanel.Narrow(panel, group, 7).Store(widened + 56);
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
