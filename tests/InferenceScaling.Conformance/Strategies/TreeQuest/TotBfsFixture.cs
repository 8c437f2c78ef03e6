using System.Text.Json;
using InferenceScaling.Search;

namespace InferenceScaling.Conformance.Strategies.TreeQuest;

/// <summary>Which thoughts of a level survive: those with the best scores. The root's single child and the order by action are the reference's own.</summary>
internal sealed class TotBfsFixture : IStrategyFixture
{
    public string File => "treequest/tot_bfs.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, (input, expected, item) =>
    {
        var breadth = input.Integer("breadth_limit");
        var level = new List<(int Node, double Score)>();
        var next = new List<(int Node, double Score)>();
        var parents = new HashSet<int> { -1 };
        var index = 0;
        foreach (var expansion in expected.GetProperty("expansions").EnumerateArray())
        {
            var parent = expansion.Integer("parent");
            if (!parents.Contains(parent))
            {
                (level, next) = (next, []);
                var scores = level.Select(node => node.Score).ToArray();
                var order = ScoreOrder.Descending(scores, [], TieRule.Earlier).Take(breadth).ToList();
                parents = [.. order.Select(rank => level[rank].Node)];
                if (!item.GetProperty("has_ties").GetBoolean())
                    Expect.Equal($"parent {parent} of {index} survived", parents.Contains(parent), true);
                else
                    Expect.Equal($"parent {parent} of {index} is as good", level.First(node => node.Node == parent).Score >= scores[order[^1]], true);
                parents.Add(parent);
            }

            next.Add((index++, expansion.GetProperty("score").Number()));
        }
    });
}
