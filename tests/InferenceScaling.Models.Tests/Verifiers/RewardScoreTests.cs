using InferenceScaling.Models.Verifiers;

namespace InferenceScaling.Models.Tests.Verifiers;

public sealed class RewardScoreTests
{
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(2, 0.8807971)]
    [InlineData(-2, 0.1192029)]
    [InlineData(1000, 1)]
    [InlineData(-1000, 0)]
    public void A_sigmoid_never_overflows(double value, double expected) => RewardScore.Sigmoid(value).Should().BeApproximately((float)expected, 1e-6f);

    [Fact]
    public void Two_outputs_are_softmaxed() => RewardScore.OfTwo(bad: 1, good: 2).Should().BeApproximately(0.7310586f, 1e-6f);

    [Fact]
    public void One_label_is_a_reward_and_two_are_bad_and_good()
    {
        RewardScore.OfLabels([-0.8014816f]).Should().BeApproximately(0.3097087f, 1e-6f);
        RewardScore.OfLabels([2f, 1f]).Should().BeApproximately(0.2689414f, 1e-6f);
        RewardScore.OfMean([1f, 2f, 3f]).Should().BeApproximately(0.8807971f, 1e-6f);
    }

    [Fact]
    public void Words_of_several_spellings_add_up()
    {
        float[] logits = [0, MathF.Log(2), MathF.Log(3), MathF.Log(4)];
        RewardScore.OfTokens(logits, bad: [0, 1], good: [2, 3]).Should().BeApproximately(0.7f, 1e-6f);
        RewardScore.OfTokens([5000, 0, 1], bad: [1], good: [2]).Should().BeApproximately(0.7310586f, 1e-6f, "words that are no candidates still have an order");
    }
}
