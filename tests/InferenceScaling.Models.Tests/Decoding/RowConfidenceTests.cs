using CsCheck;
using InferenceScaling.Models.Decoding;
using InferenceScaling.Paths;
using InferenceScaling.Verification;

namespace InferenceScaling.Models.Tests.Decoding;

public sealed class RowConfidenceTests
{
    [Fact]
    public void Confidences_are_those_of_the_golden_mathematics() =>
        Gen.Select(Gen.Float[-30, 30].Array[1, 300], Gen.Int[1, 320]).Sample((logits, k) =>
        {
            var expected = TokenConfidence.FromLogits([.. logits.Select(logit => (double)logit)], k);
            RowConfidence.Of(logits, k).Should().BeApproximately((float)expected, (float)(1e-5 * Math.Max(1, Math.Abs(expected))));
        });

    [Fact]
    public void Equal_logits_are_counted_as_often_as_they_come() =>
        RowConfidence.Of([2, 2, 2, 0, 2, 2, 2, 2, 2, 1], 9).Should().BeApproximately((float)TokenConfidence.FromLogits([2, 2, 2, 0, 2, 2, 2, 2, 2, 1], 9), 1e-6f);

    [Fact]
    public void Tokens_that_cannot_come_do_not_count() =>
        RowConfidence.Of([float.NegativeInfinity, 1, float.NegativeInfinity, 3], 3).Should().BeApproximately((float)TokenConfidence.FromLogits([1, 3], 2), 1e-6f);

    [Fact]
    public async Task A_model_gives_the_confidence_at_each_token_of_the_raw_distribution()
    {
        using var tiny = new TinyModel(bias: TinyModel.Script(2, 'a', 'b', 'c', TinyModel.End));
        var options = new StepOptions { Sampling = new() { Temperature = 0.7, TopK = 3 }, ConfidenceTokens = 5 };
        var step = await tiny.Model.GenerateStepAsync(ReasoningPath.Root("hi", 4), 0, options);

        step.Confidences.Length.Should().Be(step.Tokens.Length).And.BeGreaterThan(3);
        int[] context = [.. tiny.Tokenizer.Encode("hi", addSpecialTokens: false)];
        foreach (var (token, confidence) in step.Tokens.Zip(step.Confidences))
        {
            var logits = tiny.Executor.Logits(context).Select(logit => (double)logit).ToArray();
            confidence.Should().BeApproximately((float)TokenConfidence.FromLogits(logits, 5), 1e-4f);
            context = [.. context, token];
        }
    }

    [Fact]
    public async Task A_model_gives_none_that_nobody_asked_for()
    {
        using var tiny = new TinyModel(bias: TinyModel.Script(2, 'a', TinyModel.End));
        (await tiny.Model.GenerateStepAsync(ReasoningPath.Root("hi", 4), 0, new() { MaxTokens = 4 })).Confidences.Should().BeEmpty();
        var ask = () => tiny.Model.GenerateStepAsync(ReasoningPath.Root("hi", 4), 0, new() { ConfidenceTokens = -1 });
        await ask.Should().ThrowAsync<ArgumentOutOfRangeException>().WithMessage("*ConfidenceTokens is -1*");
    }
}
