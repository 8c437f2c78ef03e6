using System.Text.Json;
using InferenceScaling.Verification;

namespace InferenceScaling.Conformance.Strategies.DeepConf;

/// <summary>The confidence of a token from its logits.</summary>
internal sealed class TokenConfidenceFromLogitsFixture : IStrategyFixture
{
    public string File => "deepconf/token_confidence_from_logits.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, static (input, expected) =>
        Expect.Close("confidence", TokenConfidence.FromLogits(input.GetProperty("logits").Numbers(), input.Integer("k")), expected.Number(), 1e-12));
}
