using System.Text.Json;
using InferenceScaling.Answers;
using InferenceScaling.Answers.Mathematics;
using InferenceScaling.Conformance;
using InferenceScaling.Conformance.Answers;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Selection;

namespace InferenceScaling.Tests.Answers;

public class AnswerFixtureTests
{
    private static readonly string[] Models = ["6b_finetuning", "6b_verification", "175b_finetuning", "175b_verification"];

    // All pairs among the 45,150 of the gold answers of MATH-500 that are accepted: one value in two writings, or a unit, degree sign or base left out.
    private static readonly string[] EqualGoldAnswers =
    [
        @"42 = 52_8",
        @"90^\circ = 90",
        @"5 = x=5",
        @"\pi = 180^\circ",
        @"1,-2 = -2,1",
        @"40_9 = 40",
        @"40_9 = 36",
        @"40_9 = 36^\circ",
        @"40_9 = \$36",
        @"120^\circ = 120",
        @"36 = 36^\circ",
        @"36 = \$36",
        @"204_5 = 54",
        @"\frac{1}{4} = \frac14",
        @"30^\circ = 30",
        @"10,\!080 = 10080",
        @"15 = 15\mbox{ cm}^2",
        @"36^\circ = \$36",
        @"2 \sqrt{5} = 2\sqrt{5}",
    ];

    [SkippableFact]
    public async Task Verdicts_and_extractions_are_those_of_the_fixtures()
    {
        var report = new ConformanceReport();

        await new AnswersConformance().RunAsync(SharedFixtures.Folder("fixtures/strategies/answer_equivalence"), report, CancellationToken.None);

        report.Failures.Should().BeEmpty();
        report.Passed.Should().BeGreaterThan(1200);
    }

    [SkippableFact]
    public void Verdicts_agree_with_the_truth_more_often_than_the_peer()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(SharedFixtures.Folder("fixtures/strategies/answer_equivalence"), "pairs.json")));
        var fixture = new PairsFixture();
        var cases = document.RootElement.GetProperty("cases").EnumerateArray().Where(fixture.IsScored).ToList();

        var ours = cases.Count(test => Accepts(test) == test.GetProperty("expected").GetBoolean());
        var peer = cases.Count(test => test.GetProperty("math_verify").GetBoolean() == test.GetProperty("expected").GetBoolean());

        ours.Should().BeGreaterThan(peer);
        ours.Should().BeGreaterThan((int)(0.97 * cases.Count));

        static bool Accepts(JsonElement test)
        {
            var prediction = test.GetProperty("prediction").GetString()!;
            var answer = test.GetProperty("kind").GetString() == "output" ? AnswerDomain.Math.Extract(prediction) : prediction;
            return answer is not null && AnswerDomain.Math.AreEquivalent(test.GetProperty("gold").GetString()!, answer) == Equivalence.Equal;
        }
    }

    [SkippableFact]
    public void Equal_answers_mostly_share_a_key_and_different_ones_never_do()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(SharedFixtures.Folder("fixtures/strategies/answer_equivalence"), "pairs.json")));
        var fixture = new PairsFixture();
        var pairs = document.RootElement.GetProperty("cases").EnumerateArray().Where(fixture.IsScored).Where(test => test.GetProperty("kind").GetString() == "answer").ToList();
        var equal = pairs.Where(test => test.GetProperty("expected").GetBoolean()).ToList();

        pairs.Except(equal).Count(Shares).Should().Be(0);
        equal.Count(Shares).Should().BeGreaterThan((int)(0.95 * equal.Count));

        static bool Shares(JsonElement test) => AnswerDomain.Math.Canonicalize(test.GetProperty("gold").GetString()!) == AnswerDomain.Math.Canonicalize(test.GetProperty("prediction").GetString()!);
    }

    [SkippableFact]
    public void Gold_answers_are_equal_in_any_dress_and_to_no_other_answer()
    {
        var answers = Lines("data/math500/math_oai_test.jsonl").Select(row => row.GetProperty("answer").GetString()!).Distinct(StringComparer.Ordinal).ToList();

        foreach (var answer in answers)
        {
            foreach (var dressed in (string[])[$"${answer}$.", $@"\boxed{{{answer}}}", $@"\displaystyle {answer}", $@" \({answer}\) ", answer.Replace(@"\frac", @"\dfrac", StringComparison.Ordinal)])
                AnswerDomain.Math.AreEquivalent(answer, dressed).Should().Be(Equivalence.Equal, "{0} is {1}", dressed, answer);
            AnswerDomain.Math.Extract($@"So it is {answer}, and we get \boxed{{{answer}}}.").Should().Be(answer);
            AnswerDomain.Math.AreEquivalent(answer, AnswerDomain.Math.Extract($"Therefore the answer is ${answer}$.")!).Should().Be(Equivalence.Equal);
        }

        var read = answers.Select(MathReader.Read).ToList();
        var accepted = Enumerable.Range(0, read.Count).SelectMany(left => Enumerable.Range(left + 1, read.Count - left - 1)
            .Where(right => MathComparison.Compare(read[left], read[right]) == Equivalence.Equal)
            .Select(right => $"{answers[left]} = {answers[right]}"));
        accepted.Should().BeEquivalentTo(EqualGoldAnswers);
    }

    [SkippableFact]
    public void Solutions_of_grade_school_problems_are_graded_as_labelled()
    {
        var wrong = new List<string>();
        var outputs = 0;
        foreach (var row in Lines("data/gsm8k/example_model_solutions.jsonl"))
        {
            var truth = AnswerDomain.Number.Extract(row.GetProperty("ground_truth").GetString()!)!;
            foreach (var model in Models)
            {
                var solution = row.GetProperty(model).GetProperty("solution").GetString()!;
                outputs++;
                var isCorrect = solution.Contains("A:", StringComparison.Ordinal) && AnswerDomain.Number.Extract(solution) is { } found && AnswerDomain.Number.AreEquivalent(found, truth) == Equivalence.Equal;
                if (isCorrect != row.GetProperty(model).GetProperty("is_correct").GetBoolean())
                    wrong.Add(solution);
            }
        }

        wrong.Should().BeEmpty();
        outputs.Should().BeGreaterThan(5000);
    }

    [SkippableTheory]
    [InlineData(1, 90, 90)]
    [InlineData(2, 90, 93)]
    [InlineData(4, 93, 93)]
    [InlineData(8, 93, 94)]
    public void Votes_and_best_of_n_over_real_samples_reach_the_published_accuracy(int samples, int majority, int bestOfN)
    {
        // Grades are the publisher's: its comparison of strings misses that 10000 is 10{,}000.
        var voted = 0;
        var best = 0;
        foreach (var row in Lines("data/qwen25math_rm_maj/math_cot_100_n8.jsonl"))
        {
            var grades = row.GetProperty("score").EnumerateArray().Select(grade => grade.GetBoolean()).Take(samples).ToList();
            var scores = row.GetProperty("pred_score").EnumerateArray().Select(score => score[0].GetDouble()).ToList();
            var outputs = row.GetProperty("code").EnumerateArray().Select(output => output.GetString()!).Take(samples).ToList();
            var root = ReasoningPath.Root("q", 0);
            var candidates = outputs.Select((output, index) => Candidate(root, index, output, scores[index])).ToList();

            best += grades[AnswerSelector.BestOfN.Select(candidates, 0)!.Candidate.Path.Ordinal] ? 1 : 0;
            var votes = AnswerSelector.Majority.Select(candidates, 0)!.Votes;
            var tied = votes.Where(vote => vote.Count == votes[0].Count).Select(vote => candidates.First(candidate => candidate.CanonicalAnswer == vote.CanonicalAnswer));
            voted += grades[tied.MinBy(candidate => candidate.Path.Ordinal)!.Path.Ordinal] ? 1 : 0;
        }

        voted.Should().Be(majority, "ties go to the first seen, as the publisher counted");
        best.Should().Be(bestOfN);
    }

    private static ReasoningCandidate Candidate(ReasoningPath root, int ordinal, string output, double score)
    {
        var answer = AnswerDomain.Math.Extract(output);
        return new()
        {
            Path = root.Extend(ordinal, new() { Text = output, Finish = StepFinish.EndOfText }),
            Answer = answer ?? "",
            CanonicalAnswer = answer is null ? "" : AnswerDomain.Math.Canonicalize(answer),
            Score = score,
        };
    }

    private static IEnumerable<JsonElement> Lines(string file)
    {
        foreach (var line in File.ReadLines(SharedFixtures.Folder(file)))
        {
            using var document = JsonDocument.Parse(line);
            yield return document.RootElement.Clone();
        }
    }
}
