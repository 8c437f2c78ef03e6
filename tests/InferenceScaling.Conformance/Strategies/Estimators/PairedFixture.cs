using System.Text.Json;
using InferenceScaling.Evaluation.Intervals;

namespace InferenceScaling.Conformance.Strategies.Estimators;

/// <summary>Paired comparisons.</summary>
internal sealed class PairedFixture : IStrategyFixture
{
    public string File => "estimators/paired.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, static (input, expected) =>
    {
        var found = PairedComparison.Of(Outcomes("a"), Outcomes("b"));
        Expect.Close("difference", found.Difference, expected.GetProperty("difference").Number(), 1e-12);
        Expect.Close("standard error", found.StandardError, expected.GetProperty("standard_error").Number(), 1e-12);
        Expect.Equal("only a", found.OnlyA, expected.Integer("only_a"));
        Expect.Equal("only b", found.OnlyB, expected.Integer("only_b"));
        Expect.Close("p", found.PValue, expected.GetProperty("mcnemar_exact_p").Number(), 1e-12);

        bool[] Outcomes(string name) => [.. input.GetProperty(name).Integers().Select(value => value == 1)];
    });
}
