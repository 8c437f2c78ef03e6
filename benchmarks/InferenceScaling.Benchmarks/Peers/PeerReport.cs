using InferenceScaling.Benchmarks.Measuring;

namespace InferenceScaling.Benchmarks.Peers;

/// <summary>Everything a run found out.</summary>
/// <param name="Date">When.</param>
/// <param name="Machine">Where: processor, its number, the runtime.</param>
/// <param name="Llama">What llama.cpp says about itself; null where it did not take part.</param>
/// <param name="Model">The model's file.</param>
internal sealed record PeerReport(DateTimeOffset Date, string Machine, string? Llama, string Model)
{
    /// <summary>Whether the engines run the same model.</summary>
    public IReadOnlyList<Agreement> Agreements { get; init; } = [];

    /// <summary>What the engines take.</summary>
    public IReadOnlyList<MemoryProbe> Memory { get; init; } = [];

    /// <summary>How long they take.</summary>
    public IReadOnlyList<Measurement> Measurements { get; init; } = [];

    /// <summary>Bytes a second that so many threads read, the median over rounds; null where no scenario asked.</summary>
    public double? Bandwidth(int threads) => Measurements.FirstOrDefault(measurement => measurement.Threads == threads && measurement.Bandwidth is not null) is { Bandwidth: { } found } ? Quantiles.Median(found) : null;
}
