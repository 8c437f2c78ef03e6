using System.Globalization;
using System.Text.Json;
using InferenceScaling.Evaluation.Estimators;

namespace InferenceScaling.Conformance.Strategies.Estimators;

/// <summary>best-of-k of large pools.</summary>
internal sealed class BestOfKLargeFixture : IStrategyFixture
{
    public string File => "estimators/best_of_k_large.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, static (input, expected) =>
    {
        var scores = input.GetProperty("scores").Numbers();
        var correct = input.GetProperty("correct").Numbers();
        foreach (var item in expected.EnumerateObject())
            Expect.Close($"best of {item.Name}", BestOfK.Estimate(scores, correct, int.Parse(item.Name, CultureInfo.InvariantCulture)), item.Value.Number(), 1e-12);
    });
}
