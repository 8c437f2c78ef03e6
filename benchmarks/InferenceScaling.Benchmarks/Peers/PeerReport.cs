namespace InferenceScaling.Benchmarks.Peers;

/// <summary>Everything a run found out.</summary>
/// <param name="Date">When.</param>
/// <param name="Machine">Where: processor, its number, the runtime.</param>
/// <param name="Llama">What llama.cpp says about itself; null where it did not take part.</param>
/// <param name="Model">The model's file.</param>
/// <param name="Bandwidth">Bytes a second that so many threads read.</param>
/// <param name="Agreements">Whether the engines run the same model.</param>
/// <param name="Memory">What the engines take.</param>
/// <param name="Measurements">How long they take.</param>
internal sealed record PeerReport(
    DateTimeOffset Date,
    string Machine,
    string? Llama,
    string Model,
    IReadOnlyDictionary<int, double> Bandwidth,
    IReadOnlyList<Agreement> Agreements,
    IReadOnlyList<MemoryProbe> Memory,
    IReadOnlyList<Measurement> Measurements)
{
    /// <summary>Share of the machine's bandwidth that decoding one sequence uses for weights; null for what reads weights for several tokens.</summary>
    public double? RooflineShare(Measurement measurement) => measurement is { Group: "decode", Tokens: 1 } && Bandwidth.TryGetValue(measurement.Threads, out var roof)
        ? measurement.WeightBytes / (measurement.Median / 1000) / roof
        : null;
}
