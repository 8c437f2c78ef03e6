using System.Text.Json;
using InferenceScaling.Search.BestFirst;

namespace InferenceScaling.Conformance.Strategies.TreeQuest;

/// <summary>Best-first search. Among equals any order is right; the reference's is taken, so that the rest can be compared.</summary>
internal sealed class BestFirstFixture : IStrategyFixture
{
    public string File => "treequest/best_first.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, (input, expected) =>
    {
        var expansions = expected.GetProperty("expansions").EnumerateArray().ToList();
        var turns = expansions.Select(expansion => expansion.Integer("parent")).Distinct().ToList();
        var queue = new BestFirstQueue<int>();
        var depths = new List<int>();
        var family = input.Integer("num_samples") * input.GetProperty("actions").GetArrayLength();
        var parent = -1;
        for (var index = 0; index < expansions.Count; index++)
        {
            if (index > 0 && index % family == 0)
                Expect.Equal("something is left", queue.TryTake(out parent), true);
            Expect.Equal($"parent of {index}", parent, expansions[index].Integer("parent"));
            depths.Add(parent < 0 ? 1 : depths[parent] + 1);
            var turn = turns.IndexOf(index);
            queue.Add(index, expansions[index].GetProperty("score").Number(), depths[index], turn < 0 ? ulong.MaxValue : (ulong)turn);
        }
    });
}
