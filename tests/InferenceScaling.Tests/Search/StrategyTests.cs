using InferenceScaling.Answers;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.BestOfN;
using InferenceScaling.Search.Greedy;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Selection;
using InferenceScaling.Testing;

namespace InferenceScaling.Tests.Search;

public class StrategyTests
{
    [Fact]
    public async Task Greedy_follows_one_path_at_temperature_zero()
    {
        var temperatures = new List<double>();
        var generator = new SpyGenerator(new((path, _) => path.Depth < 2 ? ScriptedStep.Continue($"step {path.Depth}. ") : ScriptedStep.End("Answer: 5")), temperatures);

        var result = await Reasoner.For(generator).UseGreedy().Build().ReasonAsync("q");

        result.Answer.Should().Be("5");
        result.Candidates.Should().ContainSingle().Which.Place.Should().Be("0.0.0");
        temperatures.Should().Equal(0, 0, 0);
    }

    [Fact]
    public async Task Self_consistency_takes_the_majority_of_its_samples()
    {
        var generator = ScriptedGenerator.FromAnswers("41", "42", "42", "43");

        var result = await Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 8).Answering(AnswerDomain.Number).Build().ReasonAsync("q");

        result.Answer.Should().Be("42");
        result.Confidence.Should().Be(0.5);
        result.Candidates.Should().HaveCount(8);
        result.Votes[0].Count.Should().Be(4);
        result.Finish.Should().Be(ReasoningFinish.Completed);
    }

    [Fact]
    public async Task Best_of_n_takes_what_the_verifier_likes_best()
    {
        var generator = ScriptedGenerator.FromAnswers("41", "42", "42", "43");
        var verifier = new ScriptedVerifier(path => path.Text.Contains("43", StringComparison.Ordinal) ? 0.9 : 0.3);

        var result = await Reasoner.For(generator).WithVerifier(verifier).UseBestOfN(o => o.Samples = 4).Build().ReasonAsync("q");

        result.Answer.Should().Be("43");
        result.Candidates.Should().OnlyContain(candidate => candidate.Score != null);
        verifier.Calls.Should().Be(4);
        result.Usage.VerifierCalls.Should().Be(4);
    }

    [Fact]
    public async Task Self_consistency_with_a_weighted_vote_scores_its_samples()
    {
        var generator = ScriptedGenerator.FromAnswers("41", "42", "42", "43");
        var verifier = new ScriptedVerifier(path => path.Text.Contains("43", StringComparison.Ordinal) ? 0.9 : 0.3);

        var result = await Reasoner.For(generator).WithVerifier(verifier).UseSelfConsistency(o => o.Samples = 4)
            .SelectBy(AnswerSelector.WeightedVote).Build().ReasonAsync("q");

        result.Answer.Should().Be("43");
        result.Confidence.Should().BeApproximately(0.9 / 1.8, 1e-12);
    }

    [Fact]
    public async Task Best_of_n_scores_a_path_by_the_product_of_its_steps()
    {
        var generator = new ScriptedGenerator((path, ordinal) => path.Depth == 0 ? ScriptedStep.Continue("think ") : ScriptedStep.End($"Answer: {path.Ordinal}"));
        var verifier = new ScriptedVerifier(path => path.Depth == 1 ? 0.5 : 0.8);

        var result = await Reasoner.For(generator).WithVerifier(verifier).UseBestOfN(o => o.Samples = 1).Build().ReasonAsync("q");

        result.Candidates[0].StepScores.Should().Equal(0.5, 0.8);
        result.Candidates[0].Score.Should().BeApproximately(0.4, 1e-12);
    }

    [Fact]
    public void A_strategy_that_needs_a_verifier_says_so_when_it_is_built()
    {
        var builder = Reasoner.For(ScriptedGenerator.FromAnswers("1"));

        builder.UseBestOfN().Invoking(b => b.Build()).Should().Throw<InvalidOperationException>().WithMessage("best-of-N needs a verifier*WithVerifier*");
        builder.UseSelfConsistency().SelectBy(AnswerSelector.WeightedVote).Invoking(b => b.Build()).Should().Throw<InvalidOperationException>().WithMessage("*weighted vote*WithVerifier*");
    }

    private sealed class SpyGenerator(ScriptedGenerator inner, List<double> temperatures) : IStepGenerator
    {
        public Task<ReasoningStep> GenerateStepAsync(ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken)
        {
            temperatures.Add(options.Sampling.Temperature);
            return inner.GenerateStepAsync(path, ordinal, options, cancellationToken);
        }

        public void Release(ReasoningPath path) => inner.Release(path);
    }
}
