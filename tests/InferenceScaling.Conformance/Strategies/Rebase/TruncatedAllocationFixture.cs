using System.Text.Json;
using InferenceScaling.Search;
using InferenceScaling.Search.RewardBalancedTree;

namespace InferenceScaling.Conformance.Strategies.Rebase;

/// <summary>The shares of the best paths of a level.</summary>
internal sealed class TruncatedAllocationFixture : IStrategyFixture
{
    public string File => "rebase/allocation_truncated.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, (input, expected) =>
    {
        var scores = input.GetProperty("scores").Numbers();
        var kept = RewardBalance.Truncate(ScoreOrder.Descending(scores, [], TieRule.Later), input.GetProperty("keep_ratio").Number());
        Expect.Sequence("kept", kept.ToArray(), expected.GetProperty("kept_order").Integers());
        var widths = RewardBalance.Allocate(scores, kept, input.Integer("remaining_width"), input.GetProperty("balance_temperature").Number());
        Expect.Sequence("widths", widths, expected.GetProperty("counts").Integers());
    });
}
