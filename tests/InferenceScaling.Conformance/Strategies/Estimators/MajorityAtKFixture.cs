using System.Globalization;
using System.Text.Json;
using InferenceScaling.Evaluation.Estimators;

namespace InferenceScaling.Conformance.Strategies.Estimators;

/// <summary>maj@k with and without replacement.</summary>
internal sealed class MajorityAtKFixture : IStrategyFixture
{
    public string File => "estimators/maj_at_k.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, static (input, expected) =>
    {
        var counts = input.GetProperty("counts").Integers();
        var correct = input.Integer("correct_index");
        foreach (var item in expected.GetProperty("without_replacement").EnumerateObject())
            Expect.Close($"maj@{item.Name}", MajorityAtK.Estimate(counts, correct, int.Parse(item.Name, CultureInfo.InvariantCulture)), item.Value.Number(), 1e-12);
        foreach (var item in expected.GetProperty("with_replacement_at_frequencies").EnumerateObject())
            Expect.Close($"maj@{item.Name} with replacement", MajorityAtK.WithReplacement(counts, correct, int.Parse(item.Name, CultureInfo.InvariantCulture)), item.Value.Number(), 1e-12);
    });
}
