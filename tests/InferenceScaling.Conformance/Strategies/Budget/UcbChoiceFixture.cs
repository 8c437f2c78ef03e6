using System.Text.Json;
using InferenceScaling.Evaluation.Intervals;
using InferenceScaling.Search.MonteCarloTree;

namespace InferenceScaling.Conformance.Strategies.Budget;

/// <summary>Optimistic choices among strategies: UCB1, UCB1 per cost, and Wilson's upper bound.</summary>
internal sealed class UcbChoiceFixture : IStrategyFixture
{
    public string File => "budget/ucb_choice.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, static (input, expected) =>
    {
        var successes = input.GetProperty("successes").Integers();
        var trials = input.GetProperty("trials").Integers();
        var cost = input.GetProperty("cost").Numbers();
        var exploration = input.GetProperty("c").Number();
        double[] bounds = [.. successes.Zip(trials, (won, tried) => UpperConfidenceBound.Uct(won, tried, trials.Sum(), exploration))];
        Check("ucb1", bounds, expected);
        Expect.Equal("best arm", UpperConfidenceBound.BestArm([.. successes.Select(static won => (double)won)], trials, exploration), expected.Integer("ucb1_choice"));
        Check("ucb1_per_cost", [.. bounds.Zip(cost, static (bound, price) => bound / price)], expected);
        double[] wilson = [.. successes.Zip(trials, static (won, tried) => tried == 0 ? 1 : BinomialInterval.Wilson(won, tried).Upper)];
        Expect.Close("wilson", wilson, expected.GetProperty("wilson_upper_95").Numbers(), 1e-9);
        Expect.Equal("wilson choice", Array.IndexOf(wilson, wilson.Max()), expected.Integer("wilson_choice"));
    });

    private static void Check(string name, double[] bounds, JsonElement expected)
    {
        Expect.Close(name, bounds, expected.GetProperty(name).Numbers(), 1e-9);
        Expect.Equal($"choice by {name}", Array.IndexOf(bounds, bounds.Max()), expected.Integer($"{name}_choice"));
    }
}
