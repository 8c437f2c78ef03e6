using System.Text.Json;
using InferenceScaling.Allocation;

namespace InferenceScaling.Conformance.Strategies.Budget;

/// <summary>The best allocation of samples for known rates of success, against brute force.</summary>
internal sealed class CoverageKnownSuccessFixture : IStrategyFixture
{
    public string File => "budget/coverage_known_success.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, static (input, expected) =>
    {
        var success = input.GetProperty("success").Numbers();
        var budget = input.Integer("budget");
        var samples = SampleAllocation.BySuccess(success, budget);
        Expect.Close("coverage", Total(success, samples), expected.GetProperty("optimal_total_coverage").Number(), 1e-12);
        Expect.Close("coverage of uniform", Total(success, SampleAllocation.Uniform(success.Length, budget)), expected.GetProperty("uniform_total_coverage").Number(), 1e-12);
        if (samples.Sum() > budget)
            throw new ConformanceException($"{samples.Sum()} samples were given of {budget}");
    });

    internal static double Total(double[] success, int[] samples) => success.Zip(samples, Coverage.Known).Sum();
}
