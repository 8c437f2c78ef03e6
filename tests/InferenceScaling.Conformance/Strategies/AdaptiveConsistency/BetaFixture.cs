using System.Text.Json;
using InferenceScaling.Stopping;

namespace InferenceScaling.Conformance.Strategies.AdaptiveConsistency;

/// <summary>The probability of the leader between two answers.</summary>
internal sealed class BetaFixture : IStrategyFixture
{
    public string File => "adaptive_consistency/beta.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, static (input, expected) =>
    {
        var counts = input.GetProperty("counts").Integers();
        Expect.Close("probability", LeaderProbability.Beta(counts[0], counts.Length > 1 ? counts[1] : 0), expected.GetProperty("probability").Number(), 1e-9);
        var decision = Stop.AdaptiveConsistency(input.GetProperty("threshold").GetDouble()).Decide(FixtureVotes.FromCounts(counts));
        Expect.Equal("stop", decision.ShouldStop, expected.GetProperty("stop").GetBoolean());
    });
}
