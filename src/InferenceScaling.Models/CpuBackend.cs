using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Cpu;
using InferenceScaling.Models.Decoding;

namespace InferenceScaling.Models;

/// <summary>Adds <c>Backend.Cpu()</c>.</summary>
public static class CpuBackend
{
    extension(Backend)
    {
        /// <summary>Managed SIMD kernels in fp32, on weights in fp32, bf16 or integers (<see cref="CpuOptions.WeightType"/>): runs everywhere .NET does, without native libraries, and is bit-for-bit batch-invariant.</summary>
        /// <param name="options">Settings; null for the defaults.</param>
        public static Backend Cpu(CpuOptions? options = null) => new ManagedBackend(options);
    }

    private sealed class ManagedBackend(CpuOptions? options) : Backend
    {
        // Answers depend on both: journals keep this.
        public override string ToString() => options is { CacheType: not CacheType.F32 and var cache } ? $"cpu ({options.WeightType}, {cache} cache)" : $"cpu ({options?.WeightType ?? WeightType.Auto})";

        public override IDecoderExecutor CreateExecutor(DecoderConfig config, IDecoderWeights weights) => new CpuExecutor(config, weights, options);

        public override MemoryEstimate EstimateMemory(DecoderConfig config, IDecoderWeights? weights = null)
        {
            ArgumentNullException.ThrowIfNull(config);
            return new(new WeightPrecision(options?.WeightType ?? WeightType.Auto, config).CountBytes(config, weights), KeyValuePages.CountBytes(config, options?.CacheType ?? CacheType.F32) / KeyValuePages.PageSize);
        }
    }
}
