namespace InferenceScaling.Models.Cpu;

/// <summary>Settings of <see cref="CpuExecutor"/>.</summary>
public sealed record CpuOptions
{
    /// <summary>Threads that compute, the caller's included; null for one a processor, at most 16.</summary>
    public int? Threads { get; init; }
}
