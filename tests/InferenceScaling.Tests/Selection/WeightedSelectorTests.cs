using CsCheck;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Selection;

namespace InferenceScaling.Tests.Selection;

public class WeightedSelectorTests
{
    private static readonly ReasoningPath Root = ReasoningPath.Root("q", 0);

    [Theory]
    [InlineData(0, "B", 3.0 / 5)]
    [InlineData(0.5, "A", 4.23607 / (4.23607 + 4.14626))]
    [InlineData(1, "A", 9.0 / 15)]
    [InlineData(2, "A", 41.0 / 55)]
    public void Borda_runs_from_a_majority_to_the_best(double power, string expected, double share)
    {
        // Self-Certainty's voting_from_list on confidences .9 .2 .3 .8 .1.
        var choice = AnswerSelector.Borda(power).Select(Candidates(("A", 0.9), ("B", 0.2), ("B", 0.3), ("A", 0.8), ("B", 0.1)), 0)!;

        choice.Candidate.Answer.Should().Be(expected);
        choice.Confidence.Should().BeApproximately(share, 1e-5);
    }

    [Fact]
    public void Votes_differ_in_what_they_weigh()
    {
        var candidates = Candidates(("A", 0.9), ("B", 0.5), ("A", 0.8), ("C", 0.99), ("B", 0.3), ("B", 0.2));

        AnswerSelector.Majority.Select(candidates, 0)!.Candidate.Answer.Should().Be("B");
        AnswerSelector.WeightedVote.Select(candidates, 0)!.Candidate.Answer.Should().Be("A");
        AnswerSelector.MeanScore.Select(candidates, 0)!.Candidate.Answer.Should().Be("C");
        AnswerSelector.BestOfN.Select(candidates, 0)!.Candidate.Answer.Should().Be("C");
    }

    [Fact]
    public void Log_odds_let_low_scores_speak_against_an_answer()
    {
        var candidates = Candidates(("A", 0.1), ("A", 0.1), ("A", 0.1), ("A", 0.1), ("A", 0.1), ("A", 0.1), ("A", 0.1), ("B", 0.6));

        AnswerSelector.WeightedVote.Select(candidates, 0)!.Candidate.Answer.Should().Be("A");
        AnswerSelector.LogOddsVote.Select(candidates, 0)!.Candidate.Answer.Should().Be("B");
        AnswerSelector.LogOddsVote.Select(Candidates(("A", 0.9), ("B", 0.5)), 0)!.Confidence.Should().BeApproximately(0.9, 1e-12, "odds of 9 against 1");
    }

    [Fact]
    public void Minimum_bayes_risk_takes_the_text_nearest_to_the_others()
    {
        var choice = AnswerSelector.MinimumBayesRisk(UnigramF1).Select(Candidates(("the cat sat", 0), ("the cat sat down", 0), ("a dog ran", 0), ("the cat", 0)), 0)!;

        choice.Candidate.Answer.Should().Be("the cat sat");
        choice.Votes.Select(vote => Math.Round(vote.Weight, 6)).Should().Equal(0.552381, 0.507937, 0.488889, 0);
    }

    [Fact]
    public void Minimum_bayes_risk_by_equality_is_a_majority() =>
        Gen.Int[0, 3].Array[2, 12].Sample(answers =>
        {
            var candidates = Candidates([.. answers.Select(answer => ($"{answer}", 0.0))]);
            var best = answers.GroupBy(answer => answer).Max(group => group.Count());

            var choice = AnswerSelector.MinimumBayesRisk((left, right) => left == right ? 1 : 0).Select(candidates, 0)!;

            answers.Count(answer => $"{answer}" == choice.Candidate.Answer).Should().Be(best);
        });

    [Fact]
    public void Soft_best_of_n_draws_by_the_softmax_of_the_scores()
    {
        var candidates = Candidates(("1", 0.1), ("2", 0.2), ("3", 0.3));

        var counts = Enumerable.Range(0, 6000).GroupBy(seed => AnswerSelector.SoftBestOfN(10).Select(candidates, (ulong)seed)!.Candidate.Answer).ToDictionary(group => group.Key!, group => group.Count());

        foreach (var (answer, probability) in new[] { ("1", 0.090031), ("2", 0.244728), ("3", 0.665241) })
            counts[answer].Should().BeCloseTo((int)(6000 * probability), (uint)(5 * Math.Sqrt(6000 * probability * (1 - probability))));
        AnswerSelector.SoftBestOfN(10).Select(candidates, 1)!.Votes[0].Weight.Should().Be(1);
    }

    [Fact]
    public void A_confidence_vote_hears_only_the_confident()
    {
        ReasoningCandidate[] candidates = [Confident(0, "A", 2), Confident(1, "A", 2), Confident(2, "A", 2), Confident(3, "B", 9)];

        AnswerSelector.ConfidenceVote(1, groupSize: 2).Select(candidates, 0)!.Candidate.Answer.Should().Be("B", "9 outweighs 3 × 2");
        AnswerSelector.ConfidenceVote(1, groupSize: 2).Select(candidates, 0)!.Confidence.Should().BeApproximately(0.6, 1e-12);
        AnswerSelector.ConfidenceVote(0.25, groupSize: 2).Select(candidates, 0)!.Confidence.Should().Be(1);
    }

    [Fact]
    public void No_selector_depends_on_the_order_of_candidates()
    {
        AnswerSelector[] selectors =
        [
            AnswerSelector.MeanScore, AnswerSelector.LogOddsVote, AnswerSelector.Borda(), AnswerSelector.Borda(3), AnswerSelector.SoftBestOfN(4),
            AnswerSelector.MinimumBayesRisk(UnigramF1), AnswerSelector.ConfidenceVote(0.5, 2),
        ];
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 10]).Array[1, 10].SelectMany(drawn => Gen.ULong.Select(seed => (drawn, seed))).Sample(pair =>
        {
            var candidates = pair.drawn.Select((item, index) => Confident(index, $"{item.Item1}", item.Item2) with { Score = item.Item2 / 10.0 }).ToArray();
            var shuffled = candidates.OrderBy(candidate => PathRandom.Root(pair.seed, candidate.Place).Key).ToArray();
            foreach (var selector in selectors)
            {
                var (one, other) = (selector.Select(candidates, pair.seed)!, selector.Select(shuffled, pair.seed)!);
                other.Candidate.Should().BeSameAs(one.Candidate, "{0} must not depend on order", selector);
                other.Confidence.Should().Be(one.Confidence);
                other.Confidence.Should().BeInRange(0, 1);
            }
        });
    }

    private static ReasoningCandidate[] Candidates(params (string Answer, double Score)[] candidates) => [.. candidates.Select((item, index) => new ReasoningCandidate
    {
        Path = Root.Extend(index, new() { Text = item.Answer, Finish = StepFinish.EndOfText }),
        Answer = item.Answer,
        CanonicalAnswer = item.Answer,
        Score = item.Score,
    })];

    private static ReasoningCandidate Confident(int ordinal, string answer, float confidence) => new()
    {
        Path = Root.Extend(ordinal, new() { Text = answer, Finish = StepFinish.EndOfText, Confidences = [confidence, confidence, 20] }),
        Answer = answer,
        CanonicalAnswer = answer,
    };

    private static double UnigramF1(string left, string right)
    {
        var (a, b) = (left.Split(' '), right.Split(' '));
        return 2.0 * a.Intersect(b).Count() / (a.Length + b.Length);
    }
}
