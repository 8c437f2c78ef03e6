using System.Text.Json;
using InferenceScaling.Evaluation.Estimators;

namespace InferenceScaling.Conformance.Strategies.SearchAndLearn;

/// <summary>pass@k.</summary>
internal sealed class PassAtKFixture : IStrategyFixture
{
    public string File => "search_and_learn/pass_at_k.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, static (input, expected) =>
        Expect.Close("pass@k", PassAtK.Estimate(input.Integer("n"), input.Integer("c"), input.Integer("k")), expected.Number(), 1e-12));
}
