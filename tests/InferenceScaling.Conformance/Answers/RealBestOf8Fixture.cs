using System.Text.Json;
using InferenceScaling.Answers;

namespace InferenceScaling.Conformance.Answers;

/// <summary>
/// A case passes if grouping the eight answers by key gives the majority, the weighted vote and the best of N of the file.
/// The case of all rows passes if the other cases have its averages.
/// </summary>
public sealed class RealBestOf8Fixture : IAnswerFixture
{
    private const double Tolerance = 1e-12;

    public string Name => "real_best_of_8";

    public void Run(JsonElement test, JsonElement cases)
    {
        var expected = test.GetProperty("expected");
        if (!test.GetProperty("input").TryGetProperty("answers", out _))
        {
            RunAverages(expected, cases);
            return;
        }

        var row = new Row(test.GetProperty("input"));
        CheckKeys("majority", row.Majority.Select(group => row.Answers[group[0]]), expected.GetProperty("majority_tied").EnumerateArray().Select(answer => answer.GetString()!));
        CheckKeys("weighted vote", [row.Answers[row.Heaviest[0]]], [expected.GetProperty("weighted_sum_answer").GetString()!]);
        Check("best_of_n_index", row.Best, expected.GetProperty("best_of_n_index").GetInt32());
        Check("mean_accuracy", row.MeanAccuracy, expected.GetProperty("mean_accuracy").GetDouble());
        Check("majority_expected_accuracy", row.MajorityAccuracy, expected.GetProperty("majority_expected_accuracy").GetDouble());
        Check("weighted_sum_correct", row.Grade(row.Heaviest[0]), expected.GetProperty("weighted_sum_correct").GetBoolean() ? 1 : 0);
        Check("best_of_n_correct", row.Grade(row.Best), expected.GetProperty("best_of_n_correct").GetBoolean() ? 1 : 0);
        Check("any_correct", row.AnyCorrect, expected.GetProperty("any_correct").GetBoolean() ? 1 : 0);
    }

    private static void RunAverages(JsonElement expected, JsonElement cases)
    {
        var rows = cases.EnumerateArray().Select(other => other.GetProperty("input")).Where(input => input.TryGetProperty("answers", out _)).Select(input => new Row(input)).ToList();
        Check("rows", rows.Count, expected.GetProperty("rows").GetInt32());
        Check("mean_accuracy", rows.Average(row => row.MeanAccuracy), expected.GetProperty("mean_accuracy").GetDouble());
        Check("pass_at_8", rows.Average(row => row.AnyCorrect), expected.GetProperty("pass_at_8").GetDouble());
        Check("best_of_8", rows.Average(row => row.Grade(row.Best)), expected.GetProperty("best_of_8").GetDouble());
        Check("majority_at_8", rows.Average(row => row.MajorityAccuracy), expected.GetProperty("majority_at_8").GetDouble());
        Check("weighted_sum_at_8", rows.Average(row => row.Grade(row.Heaviest[0])), expected.GetProperty("weighted_sum_at_8").GetDouble());
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

    // Eight samples of one problem, grouped by key.
    private sealed class Row
    {
        private readonly List<double> _scores;
        private readonly List<bool> _correct;
        private readonly List<List<int>> _groups;

        public Row(JsonElement input)
        {
            Answers = [.. input.GetProperty("answers").EnumerateArray().Select(answer => answer.GetString() ?? "")];
            _scores = [.. input.GetProperty("scores").EnumerateArray().Select(score => score.GetDouble())];
            _correct = [.. input.GetProperty("correct").EnumerateArray().Select(grade => grade.GetBoolean())];
            _groups = [.. Enumerable.Range(0, Answers.Count).GroupBy(index => AnswerDomain.Math.Canonicalize(Answers[index])).Select(group => group.ToList())];
        }

        public List<string> Answers { get; }

        public List<List<int>> Majority => _groups.FindAll(group => group.Count == _groups.Max(other => other.Count));

        public List<int> Heaviest => _groups.MaxBy(group => group.Sum(index => _scores[index]))!;

        public int Best => _scores.IndexOf(_scores.Max());

        public double MeanAccuracy => _correct.Average(grade => grade ? 1.0 : 0);

        public double MajorityAccuracy => Majority.Average(group => Grade(group[0]));

        public double AnyCorrect => _correct.Contains(true) ? 1 : 0;

        public double Grade(int index) => _correct[index] ? 1 : 0;
    }
}
