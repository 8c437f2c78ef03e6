using System.Text.Json.Serialization;
using InferenceScaling.Benchmarks.Measuring;

namespace InferenceScaling.Benchmarks.Peers;

/// <summary>What one engine needed for one scenario.</summary>
/// <param name="Scenario">The scenario's name.</param>
/// <param name="Group">Its group.</param>
/// <param name="Threads">Threads that computed.</param>
/// <param name="Peer">The engine.</param>
/// <param name="Tokens">Tokens of an operation.</param>
/// <param name="Rounds">Milliseconds of each operation, by round; the rounds of all engines alternate.</param>
/// <param name="ForeignLoad">Processors that other processes used meanwhile, on average; null where the system does not say.</param>
/// <param name="WeightBytes">Bytes of weights that a pass reads.</param>
internal sealed record Measurement(string Scenario, string Group, int Threads, string Peer, int Tokens, IReadOnlyList<IReadOnlyList<double>> Rounds, double? ForeignLoad, long WeightBytes)
{
    [JsonIgnore]
    public IEnumerable<double> All => Rounds.SelectMany(round => round);

    public double Median => Quantiles.Median(All);

    public double Fastest => All.Min();

    public double P99 => Quantiles.Of(All, 0.99);

    /// <summary>Bytes a second that as many threads read from memory, by round; null where weights are read for more than one token.</summary>
    public IReadOnlyList<double>? Bandwidth { get; init; }

    /// <summary>Share of the time that a verifier computed, the median over rounds; null where there is none, or nobody knows.</summary>
    public double? VerifierShare { get; init; }

    /// <summary>Share of the bandwidth that reading weights uses: the median over rounds.</summary>
    [JsonIgnore]
    public double? RooflineShare => Bandwidth is null ? null : Quantiles.Median(Rounds.Zip(Bandwidth, (round, bandwidth) => WeightBytes / (Quantiles.Median(round) / 1000) / bandwidth));

    public double TokensPerSecond => Tokens / Median * 1000;

    /// <summary>How many times as long the other engine takes: the median over rounds of the ratios of their medians, so that what disturbs a whole round disturbs both.</summary>
    public double Against(Measurement other) =>
        Quantiles.Median(Rounds.Zip(other.Rounds, (own, others) => Quantiles.Median(others) / Quantiles.Median(own)));
}
