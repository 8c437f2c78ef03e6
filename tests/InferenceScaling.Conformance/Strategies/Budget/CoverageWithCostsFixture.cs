using System.Text.Json;
using InferenceScaling.Allocation;

namespace InferenceScaling.Conformance.Strategies.Budget;

/// <summary>Samples of unequal cost: the best allocation against brute force, and the one by gain per cost.</summary>
internal sealed class CoverageWithCostsFixture : IStrategyFixture
{
    public string File => "budget/coverage_with_costs.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, static (input, expected) =>
    {
        var success = input.GetProperty("success").Numbers();
        var cost = input.GetProperty("cost").Numbers();
        var budget = input.GetProperty("budget").Number();
        var options = success.Zip(cost, (rate, price) => (IReadOnlyList<AllocationOption>)[.. Enumerable.Range(0, 1 + (int)Math.Floor(budget / price)).Select(count => new AllocationOption(count * price, Coverage.Known(rate, count)))]).ToArray();
        Expect.Close("coverage", CoverageKnownSuccessFixture.Total(success, OptionKnapsack.Solve(options, budget)), expected.GetProperty("optimal_total_coverage").Number(), 1e-12);
        var greedy = SampleAllocation.ByGainPerCost(success, cost, budget);
        Expect.Close("coverage by gain per cost", CoverageKnownSuccessFixture.Total(success, greedy), expected.GetProperty("ratio_greedy_coverage").Number(), 1e-12);
        Expect.Sequence("allocation by gain per cost", greedy, expected.GetProperty("ratio_greedy_allocation").Integers());
    });
}
