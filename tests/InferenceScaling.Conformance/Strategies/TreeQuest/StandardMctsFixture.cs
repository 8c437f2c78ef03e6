using System.Text.Json;
using InferenceScaling.Search.MonteCarloTree;

namespace InferenceScaling.Conformance.Strategies.TreeQuest;

/// <summary>Monte Carlo tree search by prior-weighted UCT; an action with samples is so many children of a leaf.</summary>
internal sealed class StandardMctsFixture : IStrategyFixture
{
    public string File => "treequest/standard_mcts.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, (input, expected) =>
    {
        var samples = input.Integer("samples_per_action");
        var actions = input.GetProperty("actions").Strings();
        var tree = new MonteCarloNode(parent: null, value: 0);
        var nodes = new List<MonteCarloNode> { tree };
        var leaf = tree;
        var made = 0;
        foreach (var expansion in expected.GetProperty("expansions").EnumerateArray())
        {
            if (made == samples * actions.Length)
                (leaf, made) = (tree.Select(TreePolicy.PriorWeightedUct, input.GetProperty("exploration_weight").Number()), 0);
            Expect.Equal("parent", nodes.IndexOf(leaf) - 1, expansion.Integer("parent"));
            Expect.Equal("action", actions[made / samples], expansion.GetProperty("action").GetString());
            nodes.Add(leaf.Add(expansion.GetProperty("score").Number()));
            made++;
        }

        Expect.Sequence("visits", nodes.Select(node => node.Visits), expected.GetProperty("visits").Integers());
        Expect.Close("value sums", [.. nodes.Select(node => node.ValueSum)], expected.GetProperty("value_sums").Numbers(), 1e-12);
        foreach (var prior in expected.GetProperty("priors").EnumerateObject())
            Expect.Close($"prior of {prior.Name}", nodes[int.Parse(prior.Name, System.Globalization.CultureInfo.InvariantCulture) + 1].Prior, prior.Value.Number(), 1e-12);
    });
}
