using System.Text.Json;
using InferenceScaling.Allocation;

namespace InferenceScaling.Conformance.Strategies.Budget;

/// <summary>The best allocation of samples for uncertain rates of success, against brute force.</summary>
internal sealed class CoverageBetaPosteriorFixture : IStrategyFixture
{
    public string File => "budget/coverage_beta_posterior.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, static (input, expected) =>
    {
        (double A, double B)[] rates = [.. input.GetProperty("beta").EnumerateArray().Select(pair => (pair[0].Number(), pair[1].Number()))];
        var budget = input.Integer("budget");
        var samples = SampleAllocation.ByPosterior(rates, budget);
        Expect.Close("coverage", rates.Zip(samples, static (rate, count) => Coverage.Expected(rate.A, rate.B, count)).Sum(), expected.GetProperty("optimal_total_coverage").Number(), 1e-12);
        var curves = expected.GetProperty("single_problem_curve").EnumerateArray().Select(Expect.Numbers).ToArray();
        for (var index = 0; index < curves.Length; index++)
            Expect.Close($"curve {index}", Coverage.ExpectedCurve(rates[index].A, rates[index].B, curves[index].Length - 1), curves[index], 1e-12);
    });
}
