using System.Text.Json;
using InferenceScaling.Search;

namespace InferenceScaling.Conformance.Strategies.ItsHub;

/// <summary>Which candidates of each level survive, and which one answers. How they are repeated, and that stopped ones stay in the beam, is the reference's own.</summary>
internal sealed class BeamSearchFixture : IStrategyFixture
{
    public string File => "its_hub/beam_search.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, (input, expected) =>
    {
        var levels = expected.GetProperty("levels").EnumerateArray().ToList();
        for (var level = 0; level < levels.Count; level++)
        {
            var scores = levels[level].GetProperty("scores").Numbers();
            var texts = levels[level].GetProperty("after").Strings();
            for (var index = 0; index < texts.Length; index++)
                Expect.Close($"score of '{texts[index]}'", scores[index], input.GetProperty("prm_scores").GetProperty(texts[index]).Number(), 0);
            var kept = ScoreOrder.Descending(scores, [], TieRule.Earlier).Take(input.Integer("beam_width")).Select(index => texts[index]).ToList();
            Expect.Sequence($"kept of level {level}", kept, levels[level].GetProperty("kept").Strings());
            if (level + 1 < levels.Count)
                Expect.Sequence($"start of level {level + 1}", levels[level + 1].GetProperty("before").Strings(), Enumerable.Range(0, input.Integer("budget") / input.Integer("beam_width")).SelectMany(_ => kept));
        }

        var last = ScoreOrder.Descending(expected.GetProperty("scores").Numbers(), [], TieRule.Earlier)[0];
        Expect.Equal("selected", last, expected.Integer("selected_index"));
        Expect.Equal("answer", expected.GetProperty("responses").Strings()[last], expected.GetProperty("answer").GetString());
    });
}
