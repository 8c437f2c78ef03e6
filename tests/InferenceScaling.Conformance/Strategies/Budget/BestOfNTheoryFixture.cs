using System.Text.Json;
using InferenceScaling.Evaluation.Estimators;
using InferenceScaling.Evaluation.OptimalStopping;

namespace InferenceScaling.Conformance.Strategies.Budget;

/// <summary>How far best-of-n may move from the base model, and the mean of the largest of n draws.</summary>
internal sealed class BestOfNTheoryFixture : IStrategyFixture
{
    public string File => "budget/best_of_n_theory.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, static (input, expected) =>
    {
        var n = input.Integer("n");
        Expect.Close("bound of the divergence", BestOfK.DivergenceBound(n), expected.GetProperty("kl_upper_bound").Number(), 1e-9);
        Expect.Close("largest of uniform draws", RewardDistribution.Uniform(0, 1).ExpectedMaximum(n), expected.GetProperty("expected_max_uniform").Number(), 1e-9);
        Expect.Close("largest of exponential draws", RewardDistribution.Exponential(1).ExpectedMaximum(n), expected.GetProperty("expected_max_exponential").Number(), 1e-9);
        Expect.Close("largest of normal draws", RewardDistribution.Normal(0, 1).ExpectedMaximum(n), expected.GetProperty("expected_max_normal").Number(), 1e-9);
    });
}
