using CsCheck;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.BestOfN;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Stopping;
using InferenceScaling.Testing;

namespace InferenceScaling.Tests.Stopping;

public class StoppingTests
{
    [Fact]
    public async Task A_search_stops_at_the_first_prefix_that_is_enough_and_says_why()
    {
        var generator = ScriptedGenerator.FromAnswers("42");

        var result = await Reasoner.For(generator).UseSelfConsistency().StopWhen(Stop.Agreement(5).And(Stop.AdaptiveConsistency())).Build().ReasonAsync("q");

        result.Finish.Should().Be(ReasoningFinish.Stopped);
        result.StopReason.Should().Be("stopped after 5 of 16: 5 candidates agree, and top answer 5:0, P(change) = 1.6 %");
        result.Candidates.Should().HaveCount(5);
        result.Trace.Should().HaveCount(8, "the second batch of four had begun");
        result.ToJson().Should().Contain("\"finish\":\"Stopped\"").And.Contain("stopReason");
        generator.Calls.Should().Be(8);
        generator.LivePaths.Should().Be(0);
    }

    [Fact]
    public async Task A_search_whose_rule_is_never_satisfied_does_all_it_planned()
    {
        var generator = ScriptedGenerator.FromAnswers("1", "2", "3", "4");

        var result = await Reasoner.For(generator).UseSelfConsistency().StopWhen(Stop.AdaptiveConsistency()).Build().ReasonAsync("q");

        result.Finish.Should().Be(ReasoningFinish.Completed);
        result.StopReason.Should().BeNull();
        result.Candidates.Should().HaveCount(16);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    public async Task The_batch_size_changes_the_cost_but_never_the_result(int size)
    {
        string[] answers = ["7", "8", "7", "7", "7", "8", "7", "7", "9", "7", "7", "7", "8", "8", "8", "8"];
        var one = await Run(BatchSchedule.Fixed(1));

        foreach (var schedule in new[] { BatchSchedule.Fixed(size), BatchSchedule.Doubling(size) })
        {
            var other = await Run(schedule);

            other.StopReason.Should().Be(one.StopReason).And.StartWith("stopped after 8 of 16");
            other.Candidates.Select(candidate => candidate.Place).Should().Equal(one.Candidates.Select(candidate => candidate.Place));
            other.Votes.Should().Equal(one.Votes);
        }

        Task<ReasoningResult> Run(BatchSchedule schedule) => Reasoner.For(ScriptedGenerator.FromAnswers(answers)).UseSelfConsistency()
            .StopWhen(Stop.AdaptiveConsistency(0.9).AfterAtLeast(8), schedule).Build().ReasonAsync("q");
    }

    [Fact]
    public async Task The_order_of_completion_never_changes_the_result()
    {
        var results = new List<ReasoningResult>();
        foreach (var last in Enumerable.Range(0, 4))
        {
            var others = new TaskCompletionSource();
            var done = 0;
            var generator = new ScriptedGenerator((_, ordinal) => ScriptedStep.End($"Answer: {(ordinal == 1 ? "odd" : "same")}"))
            {
                BeforeStep = (_, ordinal, _) =>
                {
                    if (ordinal == last)
                        return others.Task;
                    if (Interlocked.Increment(ref done) == 3)
                        others.TrySetResult();
                    return Task.CompletedTask;
                },
            };
            results.Add(await Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 4).StopWhen(Stop.Agreement(2)).Build().ReasonAsync("q"));
        }

        results.Select(result => result.StopReason).Should().AllBe("stopped after 3 of 4: 2 candidates agree");
        results.Select(result => string.Join(' ', result.Candidates.Select(candidate => candidate.Place))).Should().AllBe("0 1 2");
    }

    [Fact]
    public async Task A_spent_budget_ends_a_search_that_has_a_rule()
    {
        var generator = ScriptedGenerator.FromAnswers("1", "2", "3", "4", "5", "6", "7", "8");

        var result = await Reasoner.For(generator).UseSelfConsistency().WithPathLimits(l => l with { Steps = 1 }).StopWhen(Stop.AdaptiveConsistency()).WithBudget(b => b.Calls(6)).Build().ReasonAsync("q");

        result.Finish.Should().Be(ReasoningFinish.BudgetExhausted);
        result.Candidates.Should().HaveCount(6);
        generator.Calls.Should().Be(6);
    }

    [Fact]
    public async Task The_first_verified_candidate_ends_the_search()
    {
        var generator = ScriptedGenerator.FromAnswers("1", "2", "3", "4");
        var verifier = new ScriptedVerifier(path => path.Text.Contains('3', StringComparison.Ordinal) ? 0.95 : 0.2);

        var result = await Reasoner.For(generator).WithVerifier(verifier).UseBestOfN().StopWhen(Stop.FirstVerified()).Build().ReasonAsync("q");

        result.Answer.Should().Be("3");
        result.StopReason.Should().Be("stopped after 3 of 16: candidate 3 scored 0.95, at least 0.9");
    }

    [Fact]
    public void A_rule_on_scores_needs_a_verifier() =>
        Reasoner.For(ScriptedGenerator.FromAnswers("1")).StopWhen(Stop.Agreement(3).Or(Stop.FirstVerified()))
            .Invoking(builder => builder.Build()).Should().Throw<InvalidOperationException>().WithMessage("The stopping rule needs a verifier*WithVerifier*");

    [Fact]
    public void Or_is_as_early_as_the_earlier_and_and_as_late_as_the_later()
    {
        IStoppingRule[] rules = [Stop.AdaptiveConsistency(0.9), Stop.DirichletConsistency(0.9), Stop.Entropy(), Stop.MajorityShare(0.6), Stop.UnanimousWindow(3), Stop.Agreement(4), Stop.DecidedMajority(20), Stop.SequentialTest(0.8)];

        Gen.Select(Gen.Int[0, 3].Array[20], Gen.Int[0, 7], Gen.Int[0, 7]).Sample((answers, first, second) =>
        {
            var (one, other) = (StopsAt(rules[first], answers), StopsAt(rules[second], answers));

            StopsAt(rules[first].Or(rules[second]), answers).Should().Be(Math.Min(one, other));
            StopsAt(rules[first].And(rules[second]), answers).Should().BeGreaterThanOrEqualTo(Math.Max(one, other));
        });
    }

    [Fact]
    public void A_decided_majority_never_changes() =>
        Gen.Int[0, 2].Array[1, 30].Sample(answers =>
        {
            var stop = StopsAt(Stop.DecidedMajority(answers.Length), answers);
            if (stop <= answers.Length)
                new CandidatePrefix(Candidates(answers)).Leader.Should().Be(new CandidatePrefix(Candidates(answers[..stop])).Leader);
        });

    [Fact]
    public void A_prefix_counts_like_a_plain_count() =>
        Gen.Int[0, 5].Array[1, 40].Sample(answers =>
        {
            var prefix = new CandidatePrefix(Candidates(answers));

            prefix.AnswerCounts.Should().Equal(answers.GroupBy(answer => answer).Select(group => group.Count()).OrderDescending());
            answers.Count(answer => $"{answer}" == prefix.Leader).Should().Be(prefix.LeaderCount);
        });

    [Fact]
    public void Cut_paths_and_missing_answers_are_no_votes()
    {
        var prefix = new CandidatePrefix(Candidate(0, "1") with { IsCut = true }, Candidate(1, null), Candidate(2, "2"));

        prefix.Count.Should().Be(3);
        prefix.Votes.Should().Be(1);
        prefix.Leader.Should().Be("2");
        Stop.UnanimousWindow(2).Decide(new(Candidate(0, null), Candidate(1, null))).ShouldStop.Should().BeFalse();
    }

    [Fact]
    public void Reservation_values_follow_the_distribution_of_scores()
    {
        ReservationValue.Uniform(0.02).Should().BeApproximately(0.8, 1e-12);
        ReservationValue.FailuresBeforeGivingUp(1, 0.05).Should().Be(18);
        Gen.Select(Gen.Double[0, 1].Array[1, 20], Gen.Double[0.001, 2]).Sample((scores, cost) =>
        {
            var z = ReservationValue.FromScores(scores, cost);
            scores.Average(score => Math.Max(score - z, 0)).Should().BeApproximately(cost, 1e-9);
        });
    }

    [Fact]
    public void A_sequential_test_of_sixty_percent_needs_a_lead_of_eight()
    {
        StopsAt(Stop.SequentialTest(), [.. Enumerable.Repeat(1, 12)]).Should().Be(8);
        StopsAt(Stop.SequentialTest(), [2, 2, .. Enumerable.Repeat(1, 12)]).Should().Be(12);
    }

    [Theory]
    [InlineData(1, 0, 0.75)]
    [InlineData(4, 0, 0.96875)]
    [InlineData(6, 1, 247.0 / 256)]
    [InlineData(8, 2, 1981.0 / 2048)]
    [InlineData(10, 3, 7957.0 / 8192)]
    [InlineData(10, 10, 0.5)]
    public void The_leaders_probability_is_exact(int leader, int runnerUp, double expected)
    {
        LeaderProbability.Beta(leader, runnerUp).Should().BeApproximately(expected, 1e-14);
        LeaderProbability.Dirichlet([leader, runnerUp]).Should().BeApproximately(expected, 1e-14);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(200)]
    [InlineData(20000)]
    public void Equal_counts_lead_with_equal_probability(int count)
    {
        LeaderProbability.Dirichlet([count, count, count]).Should().BeApproximately(1.0 / 3, 1e-11);
        LeaderProbability.Dirichlet([count, count, count, count, count]).Should().BeApproximately(0.2, 1e-11);
    }

    [Fact]
    public async Task An_unconfident_path_is_abandoned_after_the_warm_up()
    {
        // The fifth path and those after it begin badly: their first group of two tokens is far below the warm-up's.
        var generator = new ConfidentGenerator((depth, ordinal) => ordinal >= 4 && depth == 0 ? 1f : 9f);

        var result = await Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 8)
            .StopWhen(Stop.WhenConfident(new() { WarmUp = 4, GroupSize = 2, Consensus = 1 }), BatchSchedule.Fixed(2)).Build().ReasonAsync("q");

        result.Finish.Should().Be(ReasoningFinish.Completed, "four different answers never agree");
        result.Candidates.Should().HaveCount(8);
        result.Candidates.Where(candidate => candidate.IsCut).Select(candidate => candidate.Place).Should().Equal("4", "5", "6", "7");
        generator.Steps.Should().Be((4 * 3) + 4);
    }

    [Fact]
    public async Task Confident_agreement_stops_after_the_warm_up()
    {
        var result = await Reasoner.For(new ConfidentGenerator((_, _) => 9f, "same")).UseSelfConsistency(o => o.Samples = 8)
            .StopWhen(Stop.WhenConfident(new() { WarmUp = 4, GroupSize = 2 })).Build().ReasonAsync("q");

        result.StopReason.Should().StartWith("stopped after 4 of 8: top answer has 100 % of the confident votes' weight");
    }

    [Fact]
    public async Task A_generator_without_confidences_is_named()
    {
        var reasoner = Reasoner.For(ScriptedGenerator.FromAnswers("1")).StopWhen(Stop.WhenConfident(new() { WarmUp = 2 })).Build();

        await reasoner.Awaiting(r => r.ReasonAsync("q")).Should().ThrowAsync<InvalidOperationException>().WithMessage("*no token confidences*Confidences*");
    }

    private static int StopsAt(IStoppingRule rule, int[] answers)
    {
        var prefix = new CandidatePrefix();
        foreach (var candidate in Candidates(answers))
        {
            prefix.Add(candidate);
            if (rule.Decide(prefix).ShouldStop)
                return prefix.Count;
        }

        return answers.Length + 1;
    }

    private static IEnumerable<ReasoningCandidate> Candidates(int[] answers) => answers.Select((answer, index) => Candidate(index, $"{answer}"));

    private static ReasoningCandidate Candidate(int ordinal, string? answer) => new()
    {
        Path = ReasoningPath.Root("q", 0).Extend(ordinal, new() { Text = $"Answer: {answer}", Finish = StepFinish.EndOfText }),
        Answer = answer,
        CanonicalAnswer = answer,
    };

    private sealed class ConfidentGenerator(Func<int, int, float> confidence, string? answer = null) : IStepGenerator
    {
        private int _steps;

        public int Steps => _steps;

        public Task<ReasoningStep> GenerateStepAsync(ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _steps);
            var first = path.Depth == 0 ? ordinal : int.Parse(path.ToString().Split('.')[0], System.Globalization.CultureInfo.InvariantCulture);
            var value = confidence(path.Depth, first);
            return Task.FromResult(new ReasoningStep
            {
                Text = path.Depth < 2 ? "so " : $"Answer: {answer ?? $"{first}"}",
                Finish = path.Depth < 2 ? StepFinish.Delimiter : StepFinish.EndOfText,
                Confidences = [value, value],
                Usage = new(Generated: 2),
            });
        }

        public void Release(ReasoningPath path)
        {
        }
    }
}
