using System.Text.Json;
using InferenceScaling.Verification;

namespace InferenceScaling.Conformance.Strategies.DeepConf;

/// <summary>The token at which an unconfident trace ends.</summary>
internal sealed class OnlineStopFixture : IStrategyFixture
{
    public string File => "deepconf/online_stop.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, static (input, expected) =>
    {
        var found = GroupConfidence.FirstBelow(input.GetProperty("confidences").Numbers(), input.Integer("group_size"), input.GetProperty("threshold").GetDouble());
        var end = expected.GetProperty("forced_end_at_token");
        Expect.Equal("end", found, end.ValueKind == JsonValueKind.Null ? null : end.GetInt32());
    });
}
