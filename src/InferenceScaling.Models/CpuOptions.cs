namespace InferenceScaling.Models;

/// <summary>Settings of <see cref="Cpu.CpuExecutor"/>.</summary>
public sealed record CpuOptions
{
    /// <summary>Threads that compute, the caller's included; null for one a processor, at most 16.</summary>
    public int? Threads { get; init; }

    /// <summary>How matrices are kept. A bf16 checkpoint gives the same bits as <see cref="WeightType.F32"/> in half the memory. Vectors (norms and biases) are always fp32.</summary>
    public WeightType WeightType { get; init; }

    /// <summary>How keys and values are kept; <see cref="CacheType.F32"/> by default.</summary>
    public CacheType CacheType { get; init; }
}
