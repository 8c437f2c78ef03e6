using System.Text.Json;
using InferenceScaling.Paths;
using InferenceScaling.Search;
using InferenceScaling.Search.RewardBalancedTree;

namespace InferenceScaling.Conformance.Strategies.Rebase;

/// <summary>What a level leaves for the next one when some of its paths have ended.</summary>
internal sealed class LevelFixture : IStrategyFixture
{
    public string File => "rebase/level_with_completed.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, (input, expected) =>
    {
        var strategy = new RewardBalancedTreeSearch(new() { BalanceTemperature = input.GetProperty("balance_temperature").Number(), Ties = TieRule.Later });
        var empty = ReasoningPath.Root("level", seed: 0);
        var nodes = input.GetProperty("nodes").EnumerateArray().Select((node, index) =>
        {
            var ended = node.GetProperty("completed").GetBoolean();
            return new ScoredPath(empty.Extend(index, FixtureGenerator.Step("step", ended)), node.GetProperty("score").Number(), ended);
        }).ToList();
        var remaining = input.Integer("remaining_width");
        var next = strategy.Balance(nodes, ref remaining);
        var widths = nodes.Select(node => next.Where(expansion => expansion.Path == node.Path).Sum(expansion => expansion.Width));
        Expect.Equal("continues", next.Length > 0, expected.GetProperty("continues").GetBoolean());
        Expect.Equal("remaining width", remaining, expected.Integer("remaining_width_after_completed"));
        if (next.Length > 0)
            Expect.Sequence("widths", widths, expected.GetProperty("counts").Integers());
    });
}
