using System.Text.Json;
using InferenceScaling.Search.MonteCarloTree;

namespace InferenceScaling.Conformance.Strategies.TreeQuest;

/// <summary>Upper confidence bounds.</summary>
internal sealed class UctPuctFixture : IStrategyFixture
{
    public string File => "treequest/uct_puct_formulas.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, (input, expected) =>
    {
        var (visits, sums, priors) = (input.GetProperty("visits").Integers(), input.GetProperty("value_sums").Numbers(), input.GetProperty("priors").Numbers());
        var (c, parent, unvisited) = (input.GetProperty("c").Number(), input.Integer("parent_visits"), input.GetProperty("unvisited_value").Number());
        var uct = visits.Select((count, child) => UpperConfidenceBound.Uct(sums[child], count, parent, c)).ToArray();
        var puct = visits.Select((count, child) => UpperConfidenceBound.Puct(sums[child], count, parent, priors[child], c, unvisited)).ToArray();
        Check("uct", uct, expected);
        Check("puct", puct, expected);
    });

    private static void Check(string name, double[] bounds, JsonElement expected)
    {
        var theirs = expected.GetProperty(name).Numbers();
        for (var child = 0; child < bounds.Length; child++)
        {
            if (double.IsInfinity(theirs[child]))
                Expect.Equal($"{name}[{child}]", bounds[child], theirs[child]);
            else
                Expect.Close($"{name}[{child}]", bounds[child], theirs[child], 1e-12);
        }

        Expect.Equal($"choice by {name}", Array.IndexOf(bounds, bounds.Max()), expected.Integer($"{name}_choice"));
    }
}
