using System.Text.Json;
using InferenceScaling.Answers;

namespace InferenceScaling.Conformance.Answers;

/// <summary>
/// A case passes if grouping the eight answers by key gives the majority, the weighted vote and the best of N of the file.
/// The case that holds the averages of a data set passes if its numbers agree with each other: its rows are the file's other cases or lie elsewhere.
/// </summary>
public sealed class RealBestOf8Fixture : IAnswerFixture
{
    private const double Tolerance = 1e-12;

    public string Name => "real_best_of_8";

    public bool IsScored(JsonElement test) => test.GetProperty("input").TryGetProperty("answers", out _);

    public void Run(JsonElement test)
    {
        var input = test.GetProperty("input");
        var expected = test.GetProperty("expected");
        var answers = input.GetProperty("answers").EnumerateArray().Select(answer => answer.GetString() ?? "").ToList();
        var scores = input.GetProperty("scores").EnumerateArray().Select(score => score.GetDouble()).ToList();
        var correct = input.GetProperty("correct").EnumerateArray().Select(grade => grade.GetBoolean()).ToList();
        var groups = Enumerable.Range(0, answers.Count).GroupBy(index => AnswerDomain.Math.Canonicalize(answers[index])).Select(group => group.ToList()).ToList();

        var tied = groups.Where(group => group.Count == groups.Max(other => other.Count)).ToList();
        CheckKeys("majority", tied.Select(group => answers[group[0]]), expected.GetProperty("majority_tied").EnumerateArray().Select(answer => answer.GetString()!));
        Check("majority_expected_accuracy", tied.Average(group => correct[group[0]] ? 1.0 : 0), expected.GetProperty("majority_expected_accuracy").GetDouble());
        var heaviest = groups.MaxBy(group => group.Sum(index => scores[index]))!;
        CheckKeys("weighted vote", [answers[heaviest[0]]], [expected.GetProperty("weighted_sum_answer").GetString()!]);
        var best = scores.IndexOf(scores.Max());
        Check("best_of_n_index", best, expected.GetProperty("best_of_n_index").GetInt32());
        Check("best_of_n_correct", correct[best] ? 1 : 0, expected.GetProperty("best_of_n_correct").GetBoolean() ? 1 : 0);
        Check("mean_accuracy", correct.Average(grade => grade ? 1.0 : 0), expected.GetProperty("mean_accuracy").GetDouble());
    }

    private static void CheckKeys(string name, IEnumerable<string> actual, IEnumerable<string> expected)
    {
        var found = actual.Select(AnswerDomain.Math.Canonicalize).ToHashSet();
        var wanted = expected.Select(AnswerDomain.Math.Canonicalize).ToHashSet();
        if (!found.SetEquals(wanted))
            throw new ConformanceException($"the {name} is {string.Join(" | ", found)}, expected {string.Join(" | ", wanted)}");
    }

    private static void Check(string name, double actual, double expected)
    {
        if (Math.Abs(actual - expected) > Tolerance)
            throw new ConformanceException($"{name} is {actual}, expected {expected}");
    }
}
