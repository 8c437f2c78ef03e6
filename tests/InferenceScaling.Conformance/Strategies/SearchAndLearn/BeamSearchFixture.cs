using System.Text.Json;
using InferenceScaling.Reasoning;
using InferenceScaling.Search;
using InferenceScaling.Search.Beam;
using InferenceScaling.Verification;

namespace InferenceScaling.Conformance.Strategies.SearchAndLearn;

/// <summary>Whole beam searches. The reference runs its lookahead but scores the text without it, so ours runs without.</summary>
internal sealed class BeamSearchFixture : IStrategyFixture
{
    public string File => "search_and_learn/beam_search.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, (input, expected) =>
    {
        var replay = new SearchAndLearnReplay(input, expected, static (text, stop) => text.Length == 0 || stop.ValueKind == JsonValueKind.Null || stop.GetString() == "length");
        var strategy = new BeamSearch(new()
        {
            Width = input.Integer("n"),
            Branching = input.Integer("beam_width"),
            Levels = input.Integer("num_iterations") - 1,
            Completions = int.MaxValue,
            DropDuplicates = input.GetProperty("filter_duplicates").GetBoolean(),
            Ties = TieRule.Later,
        });
        var result = Reasoner.For(replay.Generator).WithVerifier(replay.Verifier).Use(strategy).AggregateBy(ScoreAggregation.Last).Build().ReasonAsync("q").GetAwaiter().GetResult();
        Expect.Sequence("failures", result.Failures, []);
        Expect.Equal("calls left over", replay.CallsLeft(isLookahead: false), 0);

        // What the reference completed, iteration by iteration, before it cuts or repeats its list to n.
        var completed = expected.GetProperty("iterations").EnumerateArray().SelectMany(Completed).ToList();
        Expect.Sequence("completed", result.Candidates.Select(candidate => candidate.Text).Order(StringComparer.Ordinal), completed.Order(StringComparer.Ordinal));
        var prediction = expected.GetProperty("pred").GetString()!;
        if (completed.Count <= input.Integer("n") || input.GetProperty("sort_completed").GetBoolean())
            Expect.Close("best score", result.Candidates.Max(candidate => candidate.Score!.Value), replay.Score(prediction), 1e-12);
        Expect.Equal("the prediction is a candidate", result.Candidates.Any(candidate => candidate.Text == prediction), true);
    });

    private static IEnumerable<string> Completed(JsonElement iteration)
    {
        var (prefixes, texts, stops) = (iteration.GetProperty("active_prefixes").Strings(), iteration.GetProperty("next_texts").Strings(), iteration.GetProperty("stop_reasons").Strings());
        for (var index = 0; index < texts.Length; index++)
        {
            if (texts[index].Length == 0 || stops[index] is "EOS" or "length")
                yield return prefixes[index] + texts[index];
        }
    }
}
