using System.Text.Json;
using InferenceScaling.Search;
using InferenceScaling.Search.RewardBalancedTree;

namespace InferenceScaling.Conformance.Strategies.Rebase;

/// <summary>The shares of a level in exact arithmetic.</summary>
internal sealed class AllocationFixture : IStrategyFixture
{
    public string File => "rebase/allocation.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, (input, expected, item) =>
    {
        var scores = input.GetProperty("scores").Numbers();
        var order = ScoreOrder.Descending(scores, [], TieRule.Later);
        var width = input.Integer("remaining_width");
        var widths = RewardBalance.Allocate(scores, order, width, input.GetProperty("balance_temperature").Number());
        Expect.Equal("sum", widths.Sum(), expected.Integer("sum"));
        Expect.Sequence("order", order, expected.GetProperty("order").Integers());
        if (!item.GetProperty("near_integer_boundary").GetBoolean())
            Expect.Sequence("widths", widths, expected.GetProperty("counts").Integers());
    });
}
