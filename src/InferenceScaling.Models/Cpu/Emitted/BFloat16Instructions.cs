using System.Runtime.Intrinsics.X86;

namespace InferenceScaling.Models.Cpu.Emitted;

/// <summary>Asks the processor for AVX512-BF16, which .NET has no intrinsics for.</summary>
internal static class BFloat16Instructions
{
    private const int SubleafWithBFloat16 = 1;

    /// <summary>Whether VDPBF16PS works on 512-bit vectors, and the system keeps them.</summary>
    public static bool IsSupported { get; } = Avx512F.IsSupported && X86Base.IsSupported && X86Base.CpuId(7, 0).Eax >= SubleafWithBFloat16 && (X86Base.CpuId(7, SubleafWithBFloat16).Eax >> 5 & 1) != 0;
}
