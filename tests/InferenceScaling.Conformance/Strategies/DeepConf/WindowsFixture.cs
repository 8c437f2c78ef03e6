using System.Text.Json;
using InferenceScaling.Verification;

namespace InferenceScaling.Conformance.Strategies.DeepConf;

/// <summary>Group confidences of a trace.</summary>
internal sealed class WindowsFixture : IStrategyFixture
{
    public string File => "deepconf/windows.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, static (input, expected) =>
    {
        var confidences = input.GetProperty("confidences").Numbers();
        var size = input.Integer("group_size");
        var groups = GroupConfidence.Windows(confidences, size);
        var lowest = GroupConfidence.Lowest(confidences, size);
        Expect.Close("groups", groups, expected.GetProperty("groups").Numbers(), 1e-9);
        Expect.Close("lowest group", lowest, expected.GetProperty("lowest_group").Number(), 1e-9);
        Expect.Close("bottom groups", GroupConfidence.Bottom(confidences, size, input.GetProperty("bottom_fraction").GetDouble()), expected.GetProperty("bottom_groups_mean").Number(), 1e-9);
        Expect.Close("tail", GroupConfidence.Tail(confidences, input.Integer("tail")), expected.GetProperty("tail_mean").Number(), 1e-9);
        Expect.Close("mean", GroupConfidence.Mean(confidences), expected.GetProperty("mean").Number(), 1e-9);
        GoldenSequence.Same("rounded groups", groups.Select(group => PythonRound.Group(group, confidences.Length, size)), expected.GetProperty("groups_rounded_3").Numbers());
        Expect.Equal("rounded lowest group", PythonRound.Group(lowest, confidences.Length, size), expected.GetProperty("lowest_group_rounded_3").Number());
    });
}
