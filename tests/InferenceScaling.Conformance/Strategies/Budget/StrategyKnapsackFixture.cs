using System.Text.Json;
using InferenceScaling.Allocation;

namespace InferenceScaling.Conformance.Strategies.Budget;

/// <summary>One strategy for each problem under one budget, against brute force and a linear program.</summary>
internal sealed class StrategyKnapsackFixture : IStrategyFixture
{
    public string File => "budget/strategy_knapsack.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, static (input, expected) =>
    {
        var problems = input.GetProperty("problems").EnumerateArray()
            .Select(static options => (IReadOnlyList<AllocationOption>)[.. options.EnumerateArray().Select(static option => new AllocationOption(option.GetProperty("cost").Number(), option.GetProperty("accuracy").Number()))]).ToArray();
        var budget = input.GetProperty("budget").Number();
        var choice = OptionKnapsack.Solve(problems, budget);
        Expect.Close("value", problems.Zip(choice, static (options, option) => options[option].Value).Sum(), expected.GetProperty("optimal_total").Number(), 1e-9);
        if (problems.Zip(choice, static (options, option) => options[option].Cost).Sum() > budget + 1e-9)
            throw new ConformanceException("the choice is dearer than the budget");
        Expect.Close("relaxed value", OptionKnapsack.Relax(problems, budget), expected.GetProperty("relaxed_total").Number(), 1e-9);
    });
}
