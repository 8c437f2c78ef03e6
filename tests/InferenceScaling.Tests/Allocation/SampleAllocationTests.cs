using CsCheck;
using InferenceScaling.Allocation;

namespace InferenceScaling.Tests.Allocation;

public class SampleAllocationTests
{
    private static readonly double[] Success = [0.9, 0.5, 0.1, 0.02];

    [Theory]
    [InlineData(4, 0, new[] { 1, 3, 0, 0 }, 1.775)]
    [InlineData(8, 0, new[] { 2, 3, 3, 0 }, 2.136)]
    [InlineData(8, 1, new[] { 2, 3, 2, 1 }, 2.075)]
    [InlineData(16, 0, new[] { 2, 4, 10, 0 }, 2.578822)]
    public void Samples_go_where_they_add_most(int budget, int minimum, int[] expected, double coverage)
    {
        var samples = SampleAllocation.BySuccess(Success, budget, minimum);

        samples.Should().Equal(expected);
        Success.Zip(samples, Coverage.Known).Sum().Should().BeApproximately(coverage, 1e-6);
    }

    [Theory]
    [InlineData(4, 1.52)]
    [InlineData(8, 1.9696)]
    [InlineData(16, 2.358932)]
    public void A_uniform_allocation_covers_less(int budget, double coverage) =>
        Success.Zip(SampleAllocation.Uniform(4, budget), Coverage.Known).Sum().Should().BeApproximately(coverage, 1e-6);

    [Fact]
    public void A_price_says_how_many_samples_a_question_is_worth() =>
        Success.Select(success => SampleAllocation.AtPrice(success, 0.05)).Should().Equal(2, 4, 7, 0);

    [Fact]
    public void An_uncertain_rate_keeps_a_chance_that_its_mean_would_deny()
    {
        Coverage.Expected(1, 1, 5).Should().BeApproximately(1 - 0.1666667, 1e-6);
        Coverage.Known(0.5, 5).Should().BeApproximately(1 - 0.03125, 1e-12);
    }

    [Fact]
    public void No_other_allocation_is_better_than_the_greedy_one() =>
        Gen.Select(Gen.Double[0.01, 0.99].Array[2, 4], Gen.Int[0, 7]).Sample((success, budget) =>
        {
            var best = Every(success.Length, budget).Max(samples => success.Zip(samples, Coverage.Known).Sum());
            var greedy = SampleAllocation.BySuccess(success, budget);
            greedy.Sum().Should().BeLessThanOrEqualTo(budget);
            success.Zip(greedy, Coverage.Known).Sum().Should().BeApproximately(best, 1e-12);
        }, iter: 200);

    [Fact]
    public void A_budget_below_the_minimum_is_refused() =>
        FluentActions.Invoking(() => SampleAllocation.BySuccess(Success, 3, minimum: 1)).Should().Throw<ArgumentException>().WithMessage("*3 samples*minimum of 1*4 questions*");

    [Fact]
    public void The_relaxed_knapsack_bounds_the_exact_one() =>
        Gen.Select(Gen.Select(Gen.Int[0, 9], Gen.Double[0, 1]).Array[1, 4].Array[1, 5], Gen.Int[45, 60]).Sample((questions, budget) =>
        {
            var options = questions.Select(question => (IReadOnlyList<AllocationOption>)[.. question.Select(option => new AllocationOption(option.Item1, option.Item2))]).ToArray();
            var choice = OptionKnapsack.Solve(options, budget);
            options.Zip(choice, (question, option) => question[option].Cost).Sum().Should().BeLessThanOrEqualTo(budget);
            var value = options.Zip(choice, (question, option) => question[option].Value).Sum();
            OptionKnapsack.Relax(options, budget).Should().BeGreaterThanOrEqualTo(value - 1e-9);
        }, iter: 200);

    [Fact]
    public void A_knapsack_whose_cheapest_options_are_too_dear_is_refused() =>
        FluentActions.Invoking(() => OptionKnapsack.Solve([[new(2, 1)], [new(3, 1)]], 4)).Should().Throw<ArgumentException>().WithMessage("*budget is 4*cost 5*");

    [Theory]
    [InlineData(1, 0, 1, 0)]
    [InlineData(1, 1, 1, 3.0 / 16)]
    [InlineData(4, 0, 1, 0)]
    public void One_vote_adds_certainty_only_where_it_can_turn_the_majority(int leader, int runnerUp, int more, double gain) =>
        VoteGain.Expected(leader, runnerUp, more).Should().BeApproximately(gain, 1e-12);

    [Fact]
    public void More_votes_never_lower_the_expected_certainty() =>
        Gen.Select(Gen.Int[0, 12], Gen.Int[0, 12], Gen.Int[0, 12]).Sample((one, other, more) =>
        {
            var (leader, runnerUp) = (Math.Max(one, other), Math.Min(one, other));
            var gain = VoteGain.Expected(leader, runnerUp, more);
            gain.Should().BeInRange(0, 0.5 + 1e-12);
            VoteGain.Expected(leader, runnerUp, more + 1).Should().BeGreaterThanOrEqualTo(gain - 1e-12);
        });

    private static IEnumerable<int[]> Every(int questions, int budget) => questions == 1
        ? Enumerable.Range(0, budget + 1).Select(count => new[] { count })
        : Enumerable.Range(0, budget + 1).SelectMany(first => Every(questions - 1, budget - first).Select(rest => (int[])[first, .. rest]));
}
