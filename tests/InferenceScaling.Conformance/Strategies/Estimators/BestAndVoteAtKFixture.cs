using System.Globalization;
using System.Text.Json;
using InferenceScaling.Evaluation.Estimators;

namespace InferenceScaling.Conformance.Strategies.Estimators;

/// <summary>best-of-k, weighted-vote@k and maj@k of one pool.</summary>
internal sealed class BestAndVoteAtKFixture : IStrategyFixture
{
    public string File => "estimators/best_and_vote_at_k.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, static (input, expected) =>
    {
        var scores = input.GetProperty("scores").Numbers();
        var answers = input.GetProperty("answers").Strings();
        var correct = input.GetProperty("correct_answer").GetString()!;
        var quality = answers.Select(answer => answer == correct ? 1.0 : 0.0).ToArray();
        var ones = Enumerable.Repeat(1.0, scores.Length).ToArray();
        foreach (var item in expected.GetProperty("best_of_k").EnumerateObject())
            Expect.Close($"best of {item.Name}", BestOfK.Estimate(scores, quality, K(item)), item.Value.Number(), 1e-12);
        foreach (var item in expected.GetProperty("weighted_vote_at_k").EnumerateObject())
            Expect.Close($"weighted vote at {item.Name}", WeightedVoteAtK.Estimate(scores, answers, correct, K(item)).Value, item.Value.Number(), 1e-12);
        var counts = answers.Append(correct).Distinct().Select(answer => answers.Count(other => other == answer)).ToArray();
        var index = answers.Append(correct).Distinct().ToList().IndexOf(correct);
        foreach (var item in expected.GetProperty("majority_at_k").EnumerateObject())
        {
            Expect.Close($"majority at {item.Name}", MajorityAtK.Estimate(counts, index, K(item)), item.Value.Number(), 1e-12);
            Expect.Close($"vote of ones at {item.Name}", WeightedVoteAtK.Estimate(ones, answers, correct, K(item)).Value, item.Value.Number(), 1e-12);
        }
    });

    private static int K(JsonProperty item) => int.Parse(item.Name, CultureInfo.InvariantCulture);
}
