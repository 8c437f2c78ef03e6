using InferenceScaling.Paths;
using InferenceScaling.Search;
using InferenceScaling.Search.MonteCarloTree;

namespace InferenceScaling.Tests.Search;

public class UpperConfidenceBoundTests
{
    [Fact]
    public void Bounds_agree_with_hand_calculations()
    {
        UpperConfidenceBound.Uct(2, 4, 10, 2).Should().BeApproximately(2.017427, 1e-6);
        UpperConfidenceBound.Uct(1.5, 3, 10, 1).Should().BeApproximately(1.376087, 1e-6);
        UpperConfidenceBound.Uct(0, 0, 10, 1).Should().Be(double.PositiveInfinity);
        UpperConfidenceBound.PriorWeightedUct(2.1, 3, 10, 0.4, Math.Sqrt(2)).Should().BeApproximately(1.195590, 1e-6);
        UpperConfidenceBound.Puct(0, 0, 16, 0.5, 2).Should().Be(4);
    }

    [Fact]
    public void Untried_arms_come_first_and_then_the_largest_bound()
    {
        UpperConfidenceBound.BestArm([0.9, 0], [1, 0], 1).Should().Be(1);
        UpperConfidenceBound.BestArm([0.9, 0.1], [1, 1], 0.1).Should().Be(0);
    }

    [Fact]
    public void A_branch_whose_paths_all_ended_is_left_alone()
    {
        var root = new MonteCarloNode(parent: null, value: 1);
        var best = root.Add(1);
        var other = root.Add(0.1);
        best.Add(1).Exhaust();

        root.Select(TreePolicy.Uct, 0).Should().BeSameAs(other);
        other.Exhaust();
        root.IsExhausted.Should().BeTrue();
    }

    [Theory]
    [InlineData(new[] { 0.1, 0.9, 0.4, 0.9, 0.2, 0.7, 0.3, 0.8 }, new[] { 1, 3 })]
    [InlineData(new[] { 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5 }, new[] { 6, 7 })]
    public void The_later_of_equals_survives_where_a_reference_has_it_so(double[] scores, int[] kept) =>
        ScoreOrder.Descending(scores, [], TieRule.Later).Take(2).Order().Should().Equal(kept);

    [Fact]
    public void Lots_favour_no_place()
    {
        var first = Enumerable.Range(0, 2000).Count(seed => ScoreOrder.Descending([1, 1], [PathRandom.Root((ulong)seed, "a").Key, PathRandom.Root((ulong)seed, "b").Key], TieRule.Lot)[0] == 0);

        first.Should().BeInRange(900, 1100);
    }
}
