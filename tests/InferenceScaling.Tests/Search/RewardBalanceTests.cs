using CsCheck;
using InferenceScaling.Search;
using InferenceScaling.Search.RewardBalancedTree;

namespace InferenceScaling.Tests.Search;

public class RewardBalanceTests
{
    private static readonly Gen<(double[] Scores, int Width, double Temperature)> Levels =
        Gen.Select(Gen.OneOf(Gen.Double[0, 1].Array[1, 40], Gen.Int[0, 4].Select(tenths => tenths / 4.0).Array[1, 40]), Gen.Int[0, 300], Gen.OneOfConst(1e-4, 0.01, 0.1, 0.2, 1, 100));

    [Fact]
    public void Widths_sum_to_what_is_left() => Levels.Sample(level => Allocate(level).Sum() == level.Width, iter: 5000);

    [Fact]
    public void A_better_score_never_gets_less() => Levels.Sample(
        level =>
        {
            var widths = Allocate(level);
            return Enumerable.Range(0, widths.Length).All(left => Enumerable.Range(0, widths.Length).All(right => level.Scores[left] <= level.Scores[right] || widths[left] >= widths[right]));
        },
        iter: 2000);

    [Theory]
    [InlineData(new[] { 0.9, 0.5, 0.1 }, 16, 0.2, new[] { 14, 2, 0 })]
    [InlineData(new[] { 0.8, 0.6, 0.4, 0.2 }, 8, 0.2, new[] { 6, 2, 0, 0 })]
    [InlineData(new[] { 0.8, 0.6, 0.4, 0.2 }, 8, 1.0, new[] { 3, 3, 2, 0 })]
    [InlineData(new[] { 0.5, 0.5, 0.5, 0.5 }, 16, 0.2, new[] { 4, 4, 4, 4 })]
    [InlineData(new[] { 0.5, 0.5, 0.5 }, 16, 0.2, new[] { 6, 5, 5 })]
    public void Widths_follow_the_scores(double[] scores, int width, double temperature, int[] expected) =>
        RewardBalance.Allocate(scores, ScoreOrder.Descending(scores, [], TieRule.Earlier), width, temperature).Should().Equal(expected);

    [Fact]
    public void Scores_hundreds_of_temperatures_apart_are_no_problem() =>
        RewardBalance.Allocate([0.0, 1.0], [1, 0], width: 5, temperature: 1e-4).Should().Equal(0, 5);

    private static int[] Allocate((double[] Scores, int Width, double Temperature) level) =>
        RewardBalance.Allocate(level.Scores, ScoreOrder.Descending(level.Scores, [], TieRule.Earlier), level.Width, level.Temperature);
}
