using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.Revision;
using InferenceScaling.Selection;
using InferenceScaling.Stopping;
using InferenceScaling.Verification;

namespace InferenceScaling.Tests.Reasoning;

public class ConfidenceRequestTests
{
    public static TheoryData<string, int> Builders => new()
    {
        { "plain", 0 },
        { "stopping rule", 20 },
        { "combined stopping rules", 20 },
        { "selector", 20 },
        { "verifier", 20 },
        { "wrapped verifier", 20 },
        { "verifier by probability", 0 },
        { "selector with another k", 7 },
    };

    [Theory]
    [MemberData(nameof(Builders))]
    public async Task The_generator_is_asked_for_confidences_where_somebody_reads_them(string what, int expected)
    {
        var generator = new AskedGenerator();
        var builder = Reasoner.For(generator);
        _ = what switch
        {
            "stopping rule" => builder.StopWhen(Stop.WhenConfident()),
            "combined stopping rules" => builder.StopWhen(Stop.Agreement(3).Or(Stop.WhenConfident()).AfterAtLeast(2)),
            "selector" => builder.SelectBy(AnswerSelector.ConfidenceVote()),
            "verifier" => builder.WithVerifier(new ConfidenceVerifier(ConfidenceMeasure.MeanConfidence)),
            "wrapped verifier" => builder.WithVerifier(new CachedVerifier(new EnsembleVerifier(EnsembleRule.Mean, new ArithmeticVerifier(), new ConfidenceVerifier(ConfidenceMeasure.LowestGroupConfidence)))),
            "verifier by probability" => builder.WithVerifier(new ConfidenceVerifier()),
            "selector with another k" => builder.SelectBy(AnswerSelector.ConfidenceVote()).WithSteps(s => s with { ConfidenceTokens = 7 }),
            _ => builder,
        };
        using var reasoner = builder.Build();

        await reasoner.ReasonAsync("?");

        generator.Asked.Should().OnlyContain(asked => asked == expected);
    }

    [Fact]
    public async Task Text_that_the_search_writes_needs_no_confidence()
    {
        using var reasoner = Reasoner.For(new AskedGenerator()).UseBudgetForcing(o => (o.Samples, o.Continuations) = (2, 1)).SelectBy(AnswerSelector.ConfidenceVote()).Build();
        (await reasoner.ReasonAsync("?")).Answer.Should().Be("4");
    }

    [Fact]
    public void A_path_without_any_confidence_is_refused()
    {
        var path = ReasoningPath.Root("?", 1).Extend(0, new() { Text = "Answer: 4", Finish = StepFinish.EndOfText });
        var read = () => PathConfidence.OfTokens(path);
        read.Should().Throw<InvalidOperationException>().WithMessage("Step 1 of path 0 has no token confidences*ConfidenceTokens*");
    }

    [Fact]
    public void A_negative_number_of_tokens_is_refused()
    {
        var set = () => Reasoner.For(new AskedGenerator()).WithSteps(s => s with { ConfidenceTokens = -1 });
        set.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*ConfidenceTokens*");
    }

    private sealed class AskedGenerator : IStepGenerator
    {
        public List<int> Asked { get; } = [];

        public Task<ReasoningStep> GenerateStepAsync(ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken = default)
        {
            lock (Asked)
                Asked.Add(options.ConfidenceTokens);
            return Task.FromResult(new ReasoningStep { Text = "Answer: 4", Finish = StepFinish.EndOfText, LogProbabilities = [-1], Confidences = [3], Usage = new(Generated: 1) });
        }

        public void Release(ReasoningPath path)
        {
        }
    }
}
