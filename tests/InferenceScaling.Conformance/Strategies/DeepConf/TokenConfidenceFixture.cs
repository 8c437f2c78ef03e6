using System.Text.Json;
using InferenceScaling.Verification;

namespace InferenceScaling.Conformance.Strategies.DeepConf;

/// <summary>The confidence of tokens; positions without log-probabilities are skipped.</summary>
internal sealed class TokenConfidenceFixture : IStrategyFixture
{
    public string File => "deepconf/token_confidence.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, static (input, expected) =>
    {
        var confidences = input.GetProperty("top_logprobs").EnumerateArray().Select(token => token.Numbers()).Where(token => token.Length > 0)
            .Select(token => TokenConfidence.FromLogProbabilities(token)).ToArray();
        Expect.Close("confidence", confidences, expected.GetProperty("confidence").Numbers(), 1e-12);
        GoldenSequence.Same("rounded", confidences.Select(value => Math.Round(value, 3)), expected.GetProperty("rounded_3").Numbers());
    });
}
