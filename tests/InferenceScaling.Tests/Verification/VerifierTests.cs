using System.Collections.Immutable;
using CsCheck;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.BestOfN;
using InferenceScaling.Testing;
using InferenceScaling.Verification;

namespace InferenceScaling.Tests.Verification;

public class VerifierTests
{
    private static readonly ReasoningPath Path = ReasoningPath.Root("1 + 1?", 0)
        .Extend(0, new() { Text = "One. ", Finish = StepFinish.Delimiter, LogProbabilities = [MathF.Log(0.5f), MathF.Log(0.125f)], Confidences = [2, 4] })
        .Extend(0, new() { Text = "Two.", Finish = StepFinish.EndOfText, LogProbabilities = [MathF.Log(0.9f)], Confidences = [6] });

    [Fact]
    public async Task Confidence_reads_what_the_generator_knows()
    {
        (await Scores(new ConfidenceVerifier())).Should().SatisfyRespectively(s => s.Should().BeApproximately(0.25, 1e-6), s => s.Should().BeApproximately(0.9, 1e-6));
        (await Scores(new ConfidenceVerifier(ConfidenceMeasure.MinimumProbability)))[0].Should().BeApproximately(0.125, 1e-6);
        (await Scores(new ConfidenceVerifier(ConfidenceMeasure.MeanConfidence)))[0].Should().BeApproximately(1 - Math.Exp(-3), 1e-9);
        (await Scores(new ConfidenceVerifier(ConfidenceMeasure.LowestGroupConfidence, 1)))[0].Should().BeApproximately(1 - Math.Exp(-2), 1e-9);
    }

    [Fact]
    public async Task A_generator_without_probabilities_is_named()
    {
        var path = ReasoningPath.Root("q", 0).Extend(0, new() { Text = "a", Finish = StepFinish.EndOfText });

        await new ConfidenceVerifier().Awaiting(v => v.ScoreAsync(path)).Should().ThrowAsync<InvalidOperationException>().WithMessage("Step 1*LogProbabilities*");
    }

    [Fact]
    public async Task A_rule_judges_every_step_and_says_what_is_wrong()
    {
        var verifier = new RuleVerifier(path => path.Depth == 1 ? StepVerdict.Wrong("no verb") : StepVerdict.Right);

        var scores = await verifier.ScoreAsync(Path);

        scores.Values.Should().Equal(0, 1);
        scores.Feedback.Should().Equal(new StepFeedback(0, "no verb"));
    }

    [Fact]
    public async Task Feedback_reaches_the_candidate()
    {
        var result = await Reasoner.For(ScriptedGenerator.FromAnswers("3 + 4 = 8", "3 + 4 = 7")).WithVerifier(new ArithmeticVerifier()).UseBestOfN(o => o.Samples = 2).Build().ReasonAsync("q");

        result.Answer.Should().Be("3 + 4 = 7");
        result.Candidates[0].Feedback.Should().ContainSingle().Which.Message.Should().Be("3 + 4 = 8 is wrong: 3 + 4 = 7");
        result.ToJson().Should().Contain("is wrong");
    }

    [Fact]
    public async Task An_ensemble_combines_its_members()
    {
        IVerifier[] members = [Constant(0.2), Constant(0.6), Constant(0.7)];

        (await Scores(new EnsembleVerifier(EnsembleRule.Mean, members)))[0].Should().BeApproximately(0.5, 1e-12);
        (await Scores(new EnsembleVerifier(EnsembleRule.Minimum, members)))[0].Should().Be(0.2);
        (await Scores(new EnsembleVerifier(EnsembleRule.Vote, members)))[0].Should().BeApproximately(2.0 / 3, 1e-12);
        FluentActions.Invoking(() => new EnsembleVerifier(EnsembleRule.Mean)).Should().Throw<ArgumentException>();
    }

    [Fact]
    public async Task A_cache_asks_once_for_each_text()
    {
        var inner = new ScriptedVerifier(_ => 0.5);
        var cache = new CachedVerifier(inner, capacity: 2);
        var other = ReasoningPath.Root("1 + 1?", 99).Extend(3, new() { Text = "One. ", Finish = StepFinish.Delimiter }).Extend(0, new() { Text = "Two.", Finish = StepFinish.EndOfText });
        var joined = ReasoningPath.Root("1 + 1?", 0).Extend(0, new() { Text = "One. Two.", Finish = StepFinish.EndOfText });

        await cache.ScoreAsync(Path);
        (await cache.ScoreAsync(other)).Usage.Should().Be(default(TokenUsage));
        inner.Calls.Should().Be(1, "another seed, the same text");
        (await cache.ScoreAsync(joined)).Values.Should().HaveCount(1, "the same text in other steps is another path");
        await cache.ScoreAsync(Path.Parent!);
        cache.Count.Should().Be(2);
    }

    [Theory]
    [InlineData("Yes.", 0.8f, 0.8)]
    [InlineData(" no", 0.9f, 0.1)]
    [InlineData("perhaps", 0.9f, 0.5)]
    [InlineData("yes", null, 1.0)]
    public async Task Self_evaluation_reads_the_probability_of_yes(string reply, float? probability, double expected)
    {
        var judge = new Judge(reply, probability);
        var verifier = new SelfEvaluationVerifier(judge);

        var scores = await verifier.ScoreAsync(Path);

        scores.Values.Should().HaveCount(2).And.OnlyContain(score => Math.Abs(score - expected) < 1e-6);
        judge.Prompts.Should().HaveCount(2).And.Contain(prompt => prompt.Contains("1 + 1?") && prompt.Contains("One. Two."));
        await verifier.ScoreAsync(Path);
        judge.Prompts.Should().HaveCount(2, "a step is judged once");
    }

    [Fact]
    public void Platt_calibration_finds_the_sigmoid_behind_the_labels()
    {
        // A verifier whose logit is three times too large.
        var scores = Enumerable.Range(1, 4000).Select(index => index / 4001.0).ToArray();
        var labels = scores.Select((score, index) => PathRandom.Root(1, $"{index}").Uniform(0) < 1 / (1 + Math.Exp(-Math.Log(score / (1 - score)) / 3))).ToArray();

        var calibration = PlattCalibration.Fit(scores, labels);

        calibration.Slope.Should().BeApproximately(1.0 / 3, 0.05);
        calibration.Apply(0.5).Should().BeApproximately(0.5, 0.05);
    }

    [Fact]
    public void Calibrations_are_monotone() =>
        Gen.Select(Gen.Double[0, 1], Gen.Bool).Array[1, 30].Sample(pairs =>
        {
            double[] scores = [.. pairs.Select(pair => pair.Item1)];
            bool[] labels = [.. pairs.Select(pair => pair.Item2)];
            foreach (var calibration in new ScoreCalibration[] { PlattCalibration.Fit(scores, labels), IsotonicCalibration.Fit(scores, labels) })
            {
                var values = Enumerable.Range(0, 51).Select(step => calibration.Apply(step / 50.0)).ToArray();
                values.Should().BeInAscendingOrder().And.OnlyContain(value => value >= 0 && value <= 1);
            }
        });

    [Fact]
    public void A_sigmoid_that_is_nearly_flat_rises_bit_by_bit()
    {
        foreach (var intercept in new[] { -8, -1.6094379, -0.7, 0, 2 })
        {
            var calibration = new PlattCalibration(slope: 1e-13, intercept);
            Enumerable.Range(0, 2001).Select(step => calibration.Apply(step / 2000.0)).Should().BeInAscendingOrder();
        }
    }

    [Fact]
    public void A_learned_aggregation_finds_that_the_last_step_decides()
    {
        var scores = new List<IReadOnlyList<double>>();
        var labels = new List<bool>();
        for (var index = 0; index < 400; index++)
        {
            var random = PathRandom.Root(5, $"{index}");
            scores.Add([random.Uniform(0), random.Uniform(1), random.Uniform(2)]);
            labels.Add(random.Uniform(2) > 0.5);
        }

        var learned = LearnedAggregation.Fit(scores, labels);

        learned.Aggregate([0.2, 0.2, 0.9]).Should().BeGreaterThan(0.8);
        learned.Aggregate([0.9, 0.9, 0.1]).Should().BeLessThan(0.2);
        new LearnedAggregation(learned.Weights).Aggregate([0.5, 0.5]).Should().Be(learned.Aggregate([0.5, 0.5]));
        FluentActions.Invoking(() => new LearnedAggregation(ImmutableArray.Create(1.0))).Should().Throw<ArgumentException>().WithMessage("*6 finite weights*");
    }

    [Fact]
    public void The_mean_of_the_last_steps_forgets_the_first()
    {
        ScoreAggregation.MeanOfLast(2).Aggregate([0, 0.4, 0.6]).Should().BeApproximately(0.5, 1e-12);
        ScoreAggregation.MeanOfLast(9).Aggregate([0.2, 0.4]).Should().BeApproximately(0.3, 1e-12);
    }

    [Fact]
    public void Confidence_of_known_distributions_has_known_values()
    {
        TokenConfidence.FromLogProbabilities([Math.Log(0.7), Math.Log(0.2), Math.Log(0.1)]).Should().BeApproximately(1.423, 5e-4);
        TokenConfidence.SelfCertainty([1, 1, 1, 1]).Should().BeApproximately(0, 1e-12);
        TokenConfidence.SelfCertainty([Math.Log(0.97), Math.Log(0.01), Math.Log(0.01), Math.Log(0.01)]).Should().BeApproximately(2.075198, 1e-6);
        double[] confidences = [8, 7, 6, 1, 2, 9, 9, 9, 9, 9];
        GroupConfidence.Windows(confidences, 4).Should().Equal(5.5, 4, 4.5, 5.25, 7.25, 9, 9);
        GroupConfidence.Bottom(confidences, 4, 0.5).Should().BeApproximately(4.58333, 1e-5);
        GroupConfidence.Threshold([1, 2, 3, 4, 5], 0.9).Should().BeApproximately(1.4, 1e-12);
        GroupConfidence.Threshold([1, 2, 3, 4, 5], 0.1).Should().BeApproximately(4.6, 1e-12);
    }

    [Fact]
    public void Long_windows_do_not_drift()
    {
        var confidences = Enumerable.Range(0, 20_000).Select(index => PathRandom.Root(0, "drift").Uniform((ulong)index) * (index < 100 ? 1e9 : 1)).ToArray();

        var windows = GroupConfidence.Windows(confidences, 2048);

        windows[^1].Should().BeApproximately(confidences[^2048..].Average(), 1e-9);
    }

    private static async Task<ImmutableArray<double>> Scores(IVerifier verifier) => (await verifier.ScoreAsync(Path)).Values;

    private static RuleVerifier Constant(double score) => new(_ => new StepVerdict(score));

    private sealed class Judge(string reply, float? probability) : IStepGenerator
    {
        public List<string> Prompts { get; } = [];

        public Task<ReasoningStep> GenerateStepAsync(ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken = default)
        {
            Prompts.Add(path.Prompt.ToString());
            return Task.FromResult(new ReasoningStep { Text = reply, Finish = StepFinish.EndOfText, LogProbabilities = probability is { } p ? [MathF.Log(p)] : [], Usage = new(Prompt: 5, Generated: 1) });
        }

        public void Release(ReasoningPath path)
        {
        }
    }
}
