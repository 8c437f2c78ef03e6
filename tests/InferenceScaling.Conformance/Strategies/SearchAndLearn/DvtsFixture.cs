using System.Text.Json;
using InferenceScaling.Reasoning;
using InferenceScaling.Search;
using InferenceScaling.Search.DiverseVerifierTree;
using InferenceScaling.Verification;

namespace InferenceScaling.Conformance.Strategies.SearchAndLearn;

/// <summary>Whole diverse verifier tree searches: every call, and with them every choice, must be the reference's.</summary>
internal sealed class DvtsFixture : IStrategyFixture
{
    public string File => "search_and_learn/dvts.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, Check);

    private static void Check(JsonElement input, JsonElement expected)
    {
        var replay = new SearchAndLearnReplay(input, expected, static (text, stop) => text.Length == 0 || stop.ValueKind == JsonValueKind.Null || text.Contains("boxed{", StringComparison.Ordinal));
        var strategy = new DiverseVerifierTreeSearch(new()
        {
            Subtrees = input.Integer("n") / input.Integer("beam_width"),
            Branching = input.Integer("beam_width"),
            Levels = input.Integer("num_iterations") - 1,
            Lookahead = input.Integer("lookahead"),
            Ties = TieRule.Earlier,
        });
        var result = Reasoner.For(replay.Generator).WithVerifier(replay.Verifier).Use(strategy).AggregateBy(ScoreAggregation.Last).Build().ReasonAsync("q").GetAwaiter().GetResult();
        Expect.Sequence("failures", result.Failures, []);
        Expect.Equal("calls left over", replay.CallsLeft(isLookahead: false), 0);
        Expect.Equal("lookahead calls left over", replay.CallsLeft(isLookahead: true), 0);

        // The reference lists the first step of a lookahead that ended; ours are candidates with all their text.
        var texts = TextsOf(result).ToHashSet();
        var completions = expected.GetProperty("completions").Strings();
        foreach (var completion in completions)
            Expect.Equal($"'{completion}' was generated", texts.Contains(completion), true);
        var scores = completions.Zip(expected.GetProperty("scores").EnumerateArray(), (text, steps) => (text, Score: replay.Aggregate(steps.Numbers()))).ToList();
        foreach (var candidate in result.Candidates.Where(candidate => scores.Exists(pair => pair.text == candidate.Text)))
            Expect.Equal($"the score of '{candidate.Text}' is known", scores.Exists(pair => pair.text == candidate.Text && Math.Abs(pair.Score - candidate.Score!.Value) < 1e-12), true);
        var first = scores.Select(pair => pair.Score).ToArray();
        Expect.Equal("prediction", completions[ScoreOrder.Descending(first, [], TieRule.Earlier)[0]], expected.GetProperty("pred").GetString());
    }

    private static IEnumerable<string> TextsOf(ReasoningResult result)
    {
        var texts = new Dictionary<string, string> { [""] = "" };
        foreach (var node in result.Trace)
        {
            var cut = node.Place.LastIndexOf('.');
            yield return texts[node.Place] = texts[cut < 0 ? "" : node.Place[..cut]] + node.Text;
        }
    }
}
