using System.Text.Json;
using InferenceScaling.Search.MonteCarloTree;

namespace InferenceScaling.Conformance.Strategies.TreeQuest;

/// <summary>A bandit that always expands the root.</summary>
internal sealed class UcbBanditFixture : IStrategyFixture
{
    public string File => "treequest/ucb_bandit.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, (input, expected) =>
    {
        var actions = input.GetProperty("actions").Strings();
        var (sums, visits) = (new double[actions.Length], new int[actions.Length]);
        foreach (var expansion in expected.GetProperty("expansions").EnumerateArray())
        {
            var arm = UpperConfidenceBound.BestArm(sums, visits, input.GetProperty("exploration_weight").Number());
            Expect.Equal("action", actions[arm], expansion.GetProperty("action").GetString());
            Expect.Equal("parent", expansion.Integer("parent"), -1);
            visits[arm]++;
            sums[arm] += expansion.GetProperty("score").Number();
        }
    });
}
