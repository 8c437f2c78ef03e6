namespace InferenceScaling.Models;

/// <summary>Settings of <see cref="Cpu.CpuExecutor"/>.</summary>
public sealed record CpuOptions
{
    /// <summary>Threads that compute, the caller's included; null for one a processor, at most 16.</summary>
    public int? Threads { get; init; }
}
