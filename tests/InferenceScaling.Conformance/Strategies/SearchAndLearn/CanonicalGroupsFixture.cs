using System.Text.Json;
using InferenceScaling.Selection;
using InferenceScaling.Verification;

namespace InferenceScaling.Conformance.Strategies.SearchAndLearn;

/// <summary>Votes over groups of answers. The canonical forms are the fixture's: this is about the vote, not about mathematics.</summary>
internal sealed class CanonicalGroupsFixture : IStrategyFixture
{
    public string File => "search_and_learn/canonical_groups.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, (input, expected) =>
    {
        var answers = input.GetProperty("answers").Strings();
        var canonical = expected.GetProperty("canonical").Strings();
        // The fixture does not state its weights; 1 + place / 10 is the rule that all its cases obey, counting places from zero.
        var weights = answers.Select((_, index) => new[] { 1 + (index / 10.0) }).ToList();
        var candidates = BestOfNFixture.Candidates(answers, answers, canonical, weights, ScoreAggregation.Last);
        BestOfNFixture.CheckVote("majority", AnswerSelector.Majority.Select(candidates, seed: 0)!, expected, answers, canonical);
        BestOfNFixture.CheckVote("weighted_by_position", AnswerSelector.WeightedVote.Select(candidates, seed: 0)!, expected, answers, canonical);
    });
}
