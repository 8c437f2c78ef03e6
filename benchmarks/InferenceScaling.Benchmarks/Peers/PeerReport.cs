namespace InferenceScaling.Benchmarks.Peers;

/// <summary>Everything a run found out.</summary>
/// <param name="Date">When.</param>
/// <param name="Machine">Where: processor, its number, the runtime.</param>
/// <param name="Llama">What llama.cpp says about itself; null where it did not take part.</param>
/// <param name="Model">The model's file.</param>
internal sealed record PeerReport(DateTimeOffset Date, string Machine, string? Llama, string Model)
{
    /// <summary>Bytes a second that so many threads read.</summary>
    public IReadOnlyDictionary<int, double> Bandwidth { get; init; } = new Dictionary<int, double>();

    /// <summary>Whether the engines run the same model.</summary>
    public IReadOnlyList<Agreement> Agreements { get; init; } = [];

    /// <summary>What the engines take.</summary>
    public IReadOnlyList<MemoryProbe> Memory { get; init; } = [];

    /// <summary>How long they take.</summary>
    public IReadOnlyList<Measurement> Measurements { get; init; } = [];

    /// <summary>Share of the machine's bandwidth that decoding one sequence uses for weights; null for what reads weights for several tokens.</summary>
    public double? RooflineShare(Measurement measurement) => measurement is { Group: "decode", Tokens: 1 } && Bandwidth.TryGetValue(measurement.Threads, out var roof)
        ? measurement.WeightBytes / (measurement.Median / 1000) / roof
        : null;
}
