using CsCheck;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Selection;

namespace InferenceScaling.Tests.Selection;

public class AnswerSelectorTests
{
    private static readonly ReasoningPath Root = ReasoningPath.Root("q", 0);

    private static AnswerSelector[] Selectors => [AnswerSelector.Majority, AnswerSelector.WeightedVote, AnswerSelector.BestOfN];

    [Fact]
    public void The_majority_is_the_answer_most_candidates_share()
    {
        var choice = AnswerSelector.Majority.Select([Candidate(0, "7"), Candidate(1, "8"), Candidate(2, "7")], seed: 0)!;

        choice.Candidate.Answer.Should().Be("7");
        choice.Confidence.Should().BeApproximately(2.0 / 3, 1e-12);
        choice.Votes.Select(vote => (vote.Answer, vote.Count)).Should().Equal(("7", 2), ("8", 1));
    }

    [Fact]
    public void A_weighted_vote_can_overrule_the_majority()
    {
        ReasoningCandidate[] candidates = [Candidate(0, "7", 0.1), Candidate(1, "8", 0.9), Candidate(2, "7", 0.2)];

        AnswerSelector.Majority.Select(candidates, 0)!.Candidate.Answer.Should().Be("7");
        AnswerSelector.WeightedVote.Select(candidates, 0)!.Candidate.Answer.Should().Be("8");
        AnswerSelector.WeightedVote.Select(candidates, 0)!.Confidence.Should().BeApproximately(0.9 / 1.2, 1e-12);
    }

    [Fact]
    public void Best_of_n_takes_the_highest_score_whatever_the_votes()
    {
        ReasoningCandidate[] candidates = [Candidate(0, "7", 0.8), Candidate(1, "8", 0.9), Candidate(2, "7", 0.8)];

        AnswerSelector.WeightedVote.Select(candidates, 0)!.Candidate.Answer.Should().Be("7");
        AnswerSelector.BestOfN.Select(candidates, 0)!.Candidate.Answer.Should().Be("8");
    }

    [Fact]
    public void The_choice_does_not_depend_on_the_order_of_candidates() =>
        Gen.Select(Gen.Int[0, 3].Select(Gen.Double[0, 1]).Array[1, 12], Gen.ULong).Sample((drawn, seed) =>
        {
            var candidates = drawn.Select((pair, index) => Candidate(index, $"{pair.Item1}", Math.Round(pair.Item2, 1))).ToArray();
            var shuffled = candidates.OrderBy(candidate => PathRandom.Root(seed, candidate.Place).Key).ToArray();

            return Selectors.All(selector => selector.Select(candidates, seed)!.Candidate == selector.Select(shuffled, seed)!.Candidate
                && selector.Select(candidates, seed)!.Confidence == selector.Select(shuffled, seed)!.Confidence);
        });

    [Fact]
    public void Ties_favour_no_answer()
    {
        ReasoningCandidate[] tied = [Candidate(0, "first", 0.5), Candidate(1, "second", 0.5)];
        foreach (var selector in Selectors)
        {
            var firstWins = Enumerable.Range(0, 2000).Count(seed => selector.Select(tied, (ulong)seed)!.Candidate.Answer == "first");

            firstWins.Should().BeInRange(1000 - 112, 1000 + 112, "five standard deviations around a half, by {0}", selector);
        }
    }

    [Fact]
    public void Ties_of_different_prompts_under_one_seed_fall_independently()
    {
        foreach (var selector in Selectors)
        {
            var winners = Enumerable.Range(0, 2000).Select(problem => selector.Select([Candidate(0, "first", 0.5, $"problem {problem}"), Candidate(1, "second", 0.5, $"problem {problem}")], seed: 0)!.Candidate.Answer).ToList();

            winners.Count(answer => answer == "first").Should().BeInRange(1000 - 112, 1000 + 112, "five standard deviations around a half, by {0}", selector);
            winners.Zip(winners.Skip(1), (one, next) => one == next).Count(same => same).Should().BeInRange(1000 - 112, 1000 + 112);
        }
    }

    [Fact]
    public void Cut_candidates_count_only_if_there_is_no_whole_one()
    {
        var cut = Candidate(0, "7") with { IsCut = true };
        var cutToo = Candidate(1, "7") with { IsCut = true };

        AnswerSelector.Majority.Select([cut, cutToo, Candidate(2, "8")], 0)!.Candidate.Answer.Should().Be("8");
        AnswerSelector.Majority.Select([cut, cutToo], 0)!.Candidate.Answer.Should().Be("7");
    }

    [Fact]
    public void Without_an_answer_there_is_no_choice()
    {
        AnswerSelector.Majority.Select([], 0).Should().BeNull();
        AnswerSelector.Majority.Select([Candidate(0, null)], 0).Should().BeNull();
    }

    private static ReasoningCandidate Candidate(int ordinal, string? answer, double? score = null, string? prompt = null) => new()
    {
        Path = (prompt is null ? Root : ReasoningPath.Root(prompt, 0)).Extend(ordinal, new() { Text = $"Answer: {answer}", Finish = StepFinish.EndOfText }),
        Answer = answer,
        CanonicalAnswer = answer,
        Score = score,
    };
}
