using System.Text.Json;

namespace InferenceScaling.Conformance.Strategies.ItsHub;

/// <summary>Whole particle gibbs runs: every draw and every population.</summary>
internal sealed class ParticleGibbsFixture : IStrategyFixture
{
    public string File => "its_hub/particle_gibbs.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, ParticleRun.Check);
}
