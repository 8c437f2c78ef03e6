using System.Text.Json;
using InferenceScaling.Conformance.Strategies.SearchAndLearn;
using InferenceScaling.Selection;
using InferenceScaling.Verification;

namespace InferenceScaling.Conformance.Strategies.ItsHub;

/// <summary>A majority must be one of the most common answers; the best of N the one with the highest score.</summary>
internal sealed class SelfConsistencyBestOfNFixture : IStrategyFixture
{
    public string File => "its_hub/self_consistency_best_of_n.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, (input, expected) =>
    {
        var answers = input.GetProperty("answers").Strings();
        var scores = input.GetProperty("scores").Numbers();
        var candidates = BestOfNFixture.Candidates(answers, answers, answers, [.. scores.Select(score => new[] { score })], ScoreAggregation.Last);
        var allowed = expected.GetProperty("allowed_indices").Integers();
        for (ulong seed = 0; seed < 8; seed++)
        {
            var majority = AnswerSelector.Majority.Select(candidates, seed)!;
            Expect.Equal("the majority is allowed", allowed.Any(index => answers[index] == majority.Candidate.Answer), true);
            foreach (var vote in majority.Votes)
                Expect.Equal($"count of {vote.Answer}", vote.Count, expected.GetProperty("counts").Integer(vote.Answer));
        }

        var best = AnswerSelector.BestOfN.Select(candidates, seed: 0)!;
        Expect.Equal("best score", best.Candidate.Score!.Value, scores[expected.Integer("best_of_n_index")]);
        if (scores.Count(score => score == scores.Max()) == 1)
            Expect.Equal("best answer", best.Candidate.Answer, expected.GetProperty("best_of_n_answer").GetString());
    });
}
