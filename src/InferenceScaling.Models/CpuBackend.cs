using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Cpu;
using InferenceScaling.Models.Decoding;

namespace InferenceScaling.Models;

/// <summary>Adds <c>Backend.Cpu()</c>.</summary>
public static class CpuBackend
{
    extension(Backend)
    {
        /// <summary>Managed SIMD kernels in fp32: runs everywhere .NET does, without native libraries, and is bit-for-bit batch-invariant.</summary>
        /// <param name="options">Settings; null for the defaults.</param>
        public static Backend Cpu(CpuOptions? options = null) => new ManagedBackend(options);
    }

    private sealed class ManagedBackend(CpuOptions? options) : Backend
    {
        public override IDecoderExecutor CreateExecutor(DecoderConfig config, IDecoderWeights weights) => new CpuExecutor(config, weights, options);
    }
}
