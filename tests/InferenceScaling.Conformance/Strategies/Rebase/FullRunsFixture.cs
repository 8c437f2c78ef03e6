using System.Text.Json;
using InferenceScaling.Answers;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search;
using InferenceScaling.Search.RewardBalancedTree;
using InferenceScaling.Selection;
using InferenceScaling.Verification;

namespace InferenceScaling.Conformance.Strategies.Rebase;

/// <summary>Whole searches over scripted trees.</summary>
internal sealed class FullRunsFixture : IStrategyFixture
{
    public string File => "rebase/full_runs.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, (input, expected) =>
    {
        var tree = input.GetProperty("tree");
        var levels = new List<IReadOnlyList<Expansion>>();
        var strategy = new RewardBalancedTreeSearch(new() { Width = input.Integer("width"), BalanceTemperature = input.GetProperty("balance_temperature").Number(), Ties = TieRule.Later })
        {
            OnLevel = levels.Add,
        };
        var marker = input.GetProperty("leaf_marker").GetString()!;
        var generator = new FixtureGenerator((path, ordinal, _) =>
        {
            var node = tree.GetProperty(ChildOf(tree, KeyOf(tree, path), ordinal));
            var text = node.GetProperty("text").GetString()!;
            return FixtureGenerator.Step(text, text.Contains(marker, StringComparison.Ordinal), node.Integer("tokens"));
        });
        var result = Reasoner.For(generator).WithVerifier(new TreeVerifier(tree)).Use(strategy).AggregateBy(ScoreAggregation.Last)
            .WithPathLimits(limits => limits with { Steps = input.Integer("max_depth"), Tokens = int.MaxValue }).Build().ReasonAsync(input.GetProperty("question").GetString()!).GetAwaiter().GetResult();

        var expectedLevels = expected.GetProperty("levels").EnumerateArray().ToList();
        Expect.Equal("levels", levels.Count, expectedLevels.Count);
        for (var level = 0; level < levels.Count; level++)
        {
            Expect.Sequence($"order of level {level}", levels[level].Select(expansion => KeyOf(tree, expansion.Path)), expectedLevels[level].GetProperty("chosen").Strings());
            Expect.Sequence($"widths of level {level}", levels[level].Select(expansion => expansion.Width), expectedLevels[level].GetProperty("counts").Integers());
        }

        Expect.Equal("tokens", result.Usage.Tokens.Generated, expected.GetProperty("total_tokens").GetInt64());
        var completed = result.Candidates.Where(candidate => !candidate.IsCut).ToList();
        var question = input.GetProperty("question").GetString();
        Expect.Sequence(
            "completed",
            completed.Select(candidate => $"{question}{candidate.Text} {string.Join(' ', candidate.StepScores)}").Order(StringComparer.Ordinal),
            expected.GetProperty("completed").EnumerateArray().Select(item => $"{item.GetProperty("text").GetString()} {string.Join(' ', item.GetProperty("step_scores").Numbers())}").Order(StringComparer.Ordinal));
        foreach (var answer in expected.GetProperty("answers").EnumerateObject())
            CheckAnswer(answer.Name, answer.Value.GetString(), completed);
    });

    private static void CheckAnswer(string name, string? spelling, List<ReasoningCandidate> completed)
    {
        var expected = string.IsNullOrEmpty(spelling) || spelling == "None" ? null : AnswerDomain.Number.Canonicalize(spelling);
        var aggregation = name[(name.IndexOf('_', StringComparison.Ordinal) + 1)..] switch
        {
            "min" => ScoreAggregation.Minimum,
            "prod" => ScoreAggregation.Product,
            "mean" => ScoreAggregation.Mean,
            _ => ScoreAggregation.Last,
        };
        var scored = completed.Select(candidate =>
        {
            var answer = AnswerOf(candidate.Text);
            return candidate with { Answer = answer, CanonicalAnswer = answer, Score = aggregation.Aggregate(candidate.StepScores.AsSpan()) };
        }).ToList();
        var selector = name == "majority" ? AnswerSelector.Majority : name.StartsWith("best", StringComparison.Ordinal) ? AnswerSelector.BestOfN : AnswerSelector.WeightedVote;
        var choice = selector.Select(scored, seed: 0);
        if (choice is null)
        {
            Expect.Equal($"no answer by {name}", expected is null, true);
            return;
        }

        // The reference breaks ties by place; ours by lot. Both must have the same support.
        var (own, theirs) = name.StartsWith("best", StringComparison.Ordinal)
            ? (choice.Candidate.Score!.Value, scored.Where(candidate => candidate.Answer == expected).Max(candidate => candidate.Score!.Value))
            : (choice.Votes[0].Weight, choice.Votes.First(vote => vote.CanonicalAnswer == expected).Weight);
        Expect.Close($"support by {name}", own, theirs, 1e-12);
        if (choice.Votes.Count(vote => vote.Weight >= own - 1e-12) == 1 && !name.StartsWith("best", StringComparison.Ordinal))
            Expect.Equal($"answer by {name}", choice.Candidate.Answer, expected);
    }

    private static string AnswerOf(string text)
    {
        var rest = text[(text.LastIndexOf("is:", StringComparison.Ordinal) + 3)..];
        return AnswerDomain.Number.Canonicalize(rest.Replace("ки", "", StringComparison.Ordinal).Trim());
    }

    private static string KeyOf(JsonElement tree, ReasoningPath path) => path.Parent is null ? "" : ChildOf(tree, KeyOf(tree, path.Parent), path.Ordinal);

    private static string ChildOf(JsonElement tree, string key, int ordinal)
    {
        var children = tree.GetProperty(key).GetProperty("children");
        return children[ordinal % children.GetArrayLength()].GetString()!;
    }

    private sealed class TreeVerifier(JsonElement tree) : IVerifier
    {
        public Task<StepScores> ScoreAsync(ReasoningPath path, CancellationToken cancellationToken = default)
        {
            var scores = new List<double>();
            for (var node = path; node.Parent is not null; node = node.Parent)
                scores.Add(tree.GetProperty(KeyOf(tree, node)).GetProperty("score").Number());
            scores.Reverse();
            return Task.FromResult(new StepScores([.. scores]));
        }
    }
}
