using System.Text.Json;
using InferenceScaling.Allocation;

namespace InferenceScaling.Conformance.Strategies.Budget;

/// <summary>Which strategies are worth their cost, alone and mixed.</summary>
internal sealed class StrategyFrontierFixture : IStrategyFixture
{
    public string File => "budget/strategy_frontier.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, static (input, expected) =>
    {
        var costs = input.GetProperty("cost").Numbers();
        var accuracies = input.GetProperty("accuracy").Numbers();
        Expect.Sequence("Pareto front", CostAccuracyHull.Pareto(costs, accuracies), expected.GetProperty("pareto_indices").Integers());
        Expect.Sequence("hull", CostAccuracyHull.Hull(costs, accuracies), expected.GetProperty("hull_indices").Integers());
        foreach (var at in expected.GetProperty("at_budget").EnumerateArray())
        {
            var budget = at.GetProperty("budget").Number();
            Same($"best strategy at {budget}", CostAccuracyHull.BestSingle(costs, accuracies, budget) is { } index ? accuracies[index] : null, at.GetProperty("best_single"));
            Same($"best mixture at {budget}", CostAccuracyHull.BestMixture(costs, accuracies, budget), at.GetProperty("best_mixture"));
        }
    });

    private static void Same(string what, double? found, JsonElement expected)
    {
        Expect.Equal($"Whether there is a {what}", found is not null, expected.ValueKind != JsonValueKind.Null);
        if (found is { } value)
            Expect.Close(what, value, expected.Number(), 1e-12);
    }
}
