using System.Text.Json;
using InferenceScaling.Search.Particles;

namespace InferenceScaling.Conformance.Strategies.ItsHub;

/// <summary>Weights and multinomial offspring.</summary>
internal sealed class ParticleResamplingFixture : IStrategyFixture
{
    public string File => "its_hub/particle_resampling.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, (input, expected) =>
    {
        var logWeights = input.GetProperty("scores").Numbers().Select(ParticleWeights.Logit).ToArray();
        Expect.Close("log weights", logWeights, expected.GetProperty("log_weights").Numbers(), 1e-12);
        var probabilities = ParticleWeights.Normalize(logWeights);
        Expect.Close("probabilities", probabilities, expected.GetProperty("probabilities").Numbers(), 1e-12);
        Expect.Sequence("indices", ParticleWeights.Multinomial(probabilities, input.GetProperty("uniforms").Numbers()), expected.GetProperty("indices").Integers());
    });
}
