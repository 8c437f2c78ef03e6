using System.Text.Json;
using InferenceScaling.Evaluation.Estimators;

namespace InferenceScaling.Conformance.Strategies.Estimators;

/// <summary>pass@k and pass^k.</summary>
internal sealed class PassAtKFixture : IStrategyFixture
{
    public string File => "estimators/pass_at_k.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, static (input, expected, item) =>
    {
        var (n, c, k) = (input.Integer("n"), input.Integer("c"), input.Integer("k"));
        Expect.Close("pass@k", PassAtK.Estimate(n, c, k), expected.Number(), 1e-12);
        Expect.Close("pass^k", PassAtK.AllOfK(n, c, k), item.GetProperty("pass_hat_k").Number(), 1e-12);
    });
}
