using System.Text.Json;
using InferenceScaling.Verification;

namespace InferenceScaling.Conformance.Strategies.DeepConf;

/// <summary>Group confidences of a trace.</summary>
internal sealed class WindowsFixture : IStrategyFixture
{
    public string File => "deepconf/windows.json";

    public void Run(JsonElement root, ConformanceReport report) => Golden.Cases(root, report, static (input, expected) =>
    {
        var confidences = input.GetProperty("confidences").Numbers();
        var size = input.Integer("group_size");
        var groups = GroupConfidence.Windows(confidences, size);
        var lowest = GroupConfidence.Lowest(confidences, size);
        Golden.Close("groups", groups, expected.GetProperty("groups").Numbers(), 1e-9);
        Golden.Close("lowest group", lowest, expected.GetProperty("lowest_group").Number(), 1e-9);
        Golden.Close("bottom groups", GroupConfidence.Bottom(confidences, size, input.GetProperty("bottom_fraction").GetDouble()), expected.GetProperty("bottom_groups_mean").Number(), 1e-9);
        Golden.Close("tail", GroupConfidence.Tail(confidences, input.Integer("tail")), expected.GetProperty("tail_mean").Number(), 1e-9);
        Golden.Close("mean", GroupConfidence.Mean(confidences), expected.GetProperty("mean").Number(), 1e-9);
        GoldenSequence.Same("rounded groups", groups.Select(group => PythonRound.Group(group, confidences.Length, size)), expected.GetProperty("groups_rounded_3").Numbers());
        Golden.Equal("rounded lowest group", PythonRound.Group(lowest, confidences.Length, size), expected.GetProperty("lowest_group_rounded_3").Number());
    });
}
