using System.Runtime.Intrinsics.X86;

namespace InferenceScaling.Models.Cpu.Emitted;

/// <summary>Asks the processor for AVX512-VNNI, which .NET has no intrinsics for.</summary>
internal static class VectorNeuralNetworkInstructions
{
    /// <summary>Whether VPDPBUSD works on 512-bit vectors, and the system keeps them.</summary>
    public static bool IsSupported { get; } = Avx512BW.IsSupported && X86Base.IsSupported && (X86Base.CpuId(7, 0).Ecx >> 11 & 1) != 0;
}
