using System.Text.Json;

namespace InferenceScaling.Conformance.Strategies.ItsHub;

/// <summary>Whole particle filtering runs: every draw and every population.</summary>
internal sealed class ParticleFilteringFixture : IStrategyFixture
{
    public string File => "its_hub/particle_filtering.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, ParticleRun.Check);
}
