using System.Text.Json;
using InferenceScaling.Stopping;

namespace InferenceScaling.Conformance.Strategies.AdaptiveConsistency;

/// <summary>The probability of the leader among several answers.</summary>
internal sealed class DirichletFixture : IStrategyFixture
{
    public string File => "adaptive_consistency/dirichlet.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, static (input, expected) =>
    {
        var counts = input.GetProperty("counts").Integers();
        var answers = input.Integer("top_k");
        Expect.Close("probability", LeaderProbability.Dirichlet(counts, answers), expected.GetProperty("probability").Number(), 1e-7);
        var decision = Stop.DirichletConsistency(input.GetProperty("threshold").GetDouble(), answers).Decide(FixtureVotes.FromCounts(counts));
        Expect.Equal("stop", decision.ShouldStop, expected.GetProperty("stop").GetBoolean());
    });
}
