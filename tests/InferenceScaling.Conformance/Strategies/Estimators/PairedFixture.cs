using System.Text.Json;
using InferenceScaling.Evaluation.Intervals;

namespace InferenceScaling.Conformance.Strategies.Estimators;

/// <summary>Paired comparisons.</summary>
internal sealed class PairedFixture : IStrategyFixture
{
    public string File => "estimators/paired.json";

    public void Run(JsonElement root, ConformanceReport report) => Golden.Cases(root, report, static (input, expected) =>
    {
        var found = PairedComparison.Of(Outcomes("a"), Outcomes("b"));
        Golden.Close("difference", found.Difference, expected.GetProperty("difference").Number(), 1e-12);
        Golden.Close("standard error", found.StandardError, expected.GetProperty("standard_error").Number(), 1e-12);
        Golden.Equal("only a", found.OnlyA, expected.Integer("only_a"));
        Golden.Equal("only b", found.OnlyB, expected.Integer("only_b"));
        Golden.Close("p", found.PValue, expected.GetProperty("mcnemar_exact_p").Number(), 1e-12);

        bool[] Outcomes(string name) => [.. input.GetProperty(name).Integers().Select(value => value == 1)];
    });
}
