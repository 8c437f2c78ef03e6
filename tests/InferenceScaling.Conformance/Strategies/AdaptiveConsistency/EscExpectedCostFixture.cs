using System.Text.Json;
using InferenceScaling.Stopping;

namespace InferenceScaling.Conformance.Strategies.AdaptiveConsistency;

/// <summary>The mean number of samples of early-stopping self-consistency.</summary>
internal sealed class EscExpectedCostFixture : IStrategyFixture
{
    public string File => "adaptive_consistency/esc_expected_cost.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, static (input, expected) => Expect.Close(
        "samples",
        UnanimousWindow.ExpectedSamples(input.GetProperty("probabilities").Numbers(), input.Integer("window"), input.Integer("max_samples")),
        expected.GetProperty("expected_samples").Number(),
        1e-9));
}
