using System.Globalization;
using System.Text.Json;
using InferenceScaling.Search.AdaptiveBranching;

namespace InferenceScaling.Conformance.Strategies.TreeQuest;

/// <summary>Whole AB-MCTS-A runs with the recorded draws: the same decisions, the same beliefs at every draw and in the end.</summary>
internal sealed class AdaptiveBranchingFixture : IStrategyFixture
{
    public string File => "treequest/ab_mcts_a.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, (input, expected) =>
    {
        var actions = input.GetProperty("actions").Strings();
        var rule = input.GetProperty("strategy").GetString() switch
        {
            "stack" => BranchingRule.Stacked,
            "multiarm_bandit_ucb" => BranchingRule.Ucb,
            _ => BranchingRule.Thompson,
        };
        var draws = new Queue<(double Value, JsonElement Belief)>();
        var tree = new AdaptiveBranchingTree(actions.Length, rule, action => PosteriorFixture.Prior(input, action < 0 ? null : Average(input, actions[action])), belief =>
        {
            Expect.Equal("a draw was recorded", draws.TryDequeue(out var draw), true);
            PosteriorFixture.Check("belief at draw", belief, draw.Belief, 1e-9);
            return draw.Value;
        });
        var nodes = new List<AdaptiveBranchingNode> { tree.Root };
        var expansions = expected.GetProperty("expansions").EnumerateArray().ToList();
        for (var step = 0; step < expansions.Count; step++)
        {
            foreach (var draw in input.GetProperty("draws_per_step")[step].Numbers().Zip(expected.GetProperty("parameters_at_draw")[step].EnumerateArray()))
                draws.Enqueue(draw);
            var (parent, action) = tree.Ask();
            Expect.Equal("draws left over", draws.Count, 0);
            Expect.Equal($"parent of {step}", nodes.IndexOf(parent) - 1, expansions[step].Integer("parent"));
            Expect.Equal($"action of {step}", actions[action], expansions[step].GetProperty("action").GetString());
            nodes.Add(tree.Tell(parent, action, expansions[step].GetProperty("score").Number()));
        }

        foreach (var state in expected.GetProperty("nodes").EnumerateObject())
            Check(nodes[int.Parse(state.Name, CultureInfo.InvariantCulture) + 1], state.Value, actions);
    });

    private static void Check(AdaptiveBranchingNode node, JsonElement state, string[] actions)
    {
        foreach (var action in state.GetProperty("actions").EnumerateObject())
            PosteriorFixture.Check($"action {action.Name}", node.Actions[Array.IndexOf(actions, action.Name)], action.Value.GetProperty("posterior"), 1e-9);
        foreach (var group in state.GetProperty("gen_cont").EnumerateObject())
        {
            var index = Math.Max(0, Array.IndexOf(actions, group.Name));
            PosteriorFixture.Check($"wider {group.Name}", node.Wider[index], group.Value.GetProperty("GEN").GetProperty("posterior"), 1e-9);
            PosteriorFixture.Check($"deeper {group.Name}", node.Deeper[index], group.Value.GetProperty("CONT").GetProperty("posterior"), 1e-9);
        }

        foreach (var child in state.GetProperty("children").EnumerateObject().SelectMany(group => group.Value.EnumerateObject()))
            PosteriorFixture.Check($"child {child.Name}", node.Children[int.Parse(child.Name, CultureInfo.InvariantCulture)].Own, child.Value.GetProperty("posterior"), 1e-9);
    }

    // As in the reference, a whole number is no average.
    private static double? Average(JsonElement input, string action)
    {
        var averages = input.GetProperty("reward_average_priors");
        return averages.ValueKind switch
        {
            JsonValueKind.Number when averages.GetRawText().AsSpan().IndexOfAny(".eE") >= 0 => averages.GetDouble(),
            JsonValueKind.Object => averages.GetProperty(action).Number(),
            _ => null,
        };
    }
}
