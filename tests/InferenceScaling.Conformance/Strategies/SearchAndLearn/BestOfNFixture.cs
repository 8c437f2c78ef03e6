using System.Text.Json;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Selection;
using InferenceScaling.Verification;

namespace InferenceScaling.Conformance.Strategies.SearchAndLearn;

/// <summary>Choices among scored completions. The canonical forms are the fixture's: this is about the choice, not about mathematics.</summary>
internal sealed class BestOfNFixture : IStrategyFixture
{
    public string File => "search_and_learn/best_of_n.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, (input, expected) =>
    {
        var texts = input.GetProperty("completions").Strings();
        var steps = input.GetProperty("step_scores").EnumerateArray().Select(Expect.Numbers).ToList();
        var canonical = expected.GetProperty("canonical").Strings();
        var predictions = expected.GetProperty("preds").Strings();
        foreach (var (name, aggregation) in new[] { ("best_of_n_last", ScoreAggregation.Last), ("best_of_n_min", ScoreAggregation.Minimum), ("best_of_n_prod", ScoreAggregation.Product) })
        {
            var candidates = Candidates(texts, predictions, canonical, steps, aggregation);
            var choice = AnswerSelector.BestOfN.Select(candidates, seed: 0)!;
            var first = candidates.MaxBy(candidate => candidate.Score)!;
            Expect.Equal($"the first best by {name}", first.Text, expected.GetProperty(name).GetString());
            Expect.Equal($"the score chosen by {name}", choice.Candidate.Score, first.Score);
        }

        var scored = Candidates(texts, predictions, canonical, steps, ScoreAggregation.Last);
        CheckVote("weighted", AnswerSelector.WeightedVote.Select(scored, seed: 0)!, expected, predictions, canonical);
        CheckVote("majority", AnswerSelector.Majority.Select(scored, seed: 0)!, expected, predictions, canonical);
    });

    // The reference breaks ties by place; ours by lot. Both must have the same support.
    internal static void CheckVote(string name, AnswerChoice choice, JsonElement expected, string[] spellings, string[] canonical)
    {
        var spelling = expected.GetProperty(name).GetString()!;
        var theirs = canonical[Array.FindIndex(spellings, candidate => spelling == candidate || spelling == $"\\boxed{{{candidate}}}")];
        Expect.Close($"weight of the {name} answer", choice.Votes[0].Weight, choice.Votes.First(vote => vote.CanonicalAnswer == theirs).Weight, 1e-12);
        if (choice.Votes.Length == 1 || choice.Votes[1].Weight < choice.Votes[0].Weight - 1e-12)
            Expect.Equal($"{name} answer", choice.Votes[0].CanonicalAnswer, theirs);
    }

    internal static List<ReasoningCandidate> Candidates(string[] texts, string[] answers, string[] canonical, IReadOnlyList<double[]> steps, ScoreAggregation aggregation)
    {
        var question = ReasoningPath.Root("q", seed: 0);
        return [.. texts.Select((text, index) => new ReasoningCandidate
        {
            Path = question.Extend(index, FixtureGenerator.Step(text, ends: true)),
            Answer = answers[index],
            CanonicalAnswer = canonical[index],
            Score = aggregation.Aggregate(steps[index]),
        })];
    }
}
