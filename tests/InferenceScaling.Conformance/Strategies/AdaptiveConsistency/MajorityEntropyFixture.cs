using System.Text.Json;
using InferenceScaling.Stopping;

namespace InferenceScaling.Conformance.Strategies.AdaptiveConsistency;

/// <summary>The rules of share and entropy. The peer marks a single vote, which never stops, by the value -1.</summary>
internal sealed class MajorityEntropyFixture : IStrategyFixture
{
    public string File => "adaptive_consistency/majority_entropy.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, static (input, expected) =>
    {
        var counts = input.GetProperty("counts").Integers();
        var isSingle = counts.Sum() == 1;
        var votes = FixtureVotes.FromCounts(counts);
        Expect.Close("share", isSingle ? -1 : VoteDispersion.LeaderShare(counts), expected.GetProperty("majority_share").Number(), 1e-12);
        Expect.Close("entropy", isSingle ? -1 : VoteDispersion.NormalizedEntropy(counts), expected.GetProperty("normalized_entropy").Number(), 1e-12);
        Expect.Equal("majority stop", Stop.MajorityShare(input.GetProperty("majority_threshold").GetDouble()).Decide(votes).ShouldStop, expected.GetProperty("majority_stop").GetBoolean());
        Expect.Equal("entropy stop", Stop.Entropy(input.GetProperty("entropy_threshold").GetDouble()).Decide(votes).ShouldStop, expected.GetProperty("entropy_stop").GetBoolean());
    });
}
