using CsCheck;
using InferenceScaling.Evaluation.Estimators;

namespace InferenceScaling.Evaluation.Tests;

public class EstimatorTests
{
    [Theory]
    [InlineData(10, 3, 1, 0.3)]
    [InlineData(10, 3, 5, 11.0 / 12)]
    [InlineData(10, 0, 5, 0)]
    [InlineData(5, 2, 4, 1)]
    [InlineData(100, 1, 10, 0.1)]
    [InlineData(1_000_000, 1, 1, 1e-6)]
    public void Pass_at_k_has_its_closed_form(int samples, int correct, int k, double expected) =>
        PassAtK.Estimate(samples, correct, k).Should().BeApproximately(expected, 1e-14);

    [Fact]
    public void A_tiny_pass_at_k_keeps_its_digits() => (PassAtK.Estimate(1_000_000_000, 1, 1) / 1e-9).Should().BeApproximately(1, 1e-12);

    [Fact]
    public void Pass_at_k_rises_with_k_and_bounds_the_chance_that_all_pass() =>
        Gen.Select(Gen.Int[1, 60], Gen.Double[0, 1]).Sample((samples, share) =>
        {
            var correct = (int)(share * samples);
            for (var k = 1; k < samples; k++)
            {
                PassAtK.Estimate(samples, correct, k + 1).Should().BeGreaterThanOrEqualTo(PassAtK.Estimate(samples, correct, k) - 1e-15);
                PassAtK.AllOfK(samples, correct, k).Should().BeLessThanOrEqualTo(PassAtK.Estimate(samples, correct, k) + 1e-15);
            }
        });

    [Fact]
    public void A_k_beyond_the_pool_is_refused() =>
        FluentActions.Invoking(() => PassAtK.Estimate(5, 2, 6)).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*at most the number of samples, 5*");

    [Fact]
    public void Majority_at_k_splits_ties_evenly()
    {
        int[] counts = [2, 2, 1];

        foreach (var (k, expected) in new[] { (1, 0.4), (2, 0.4), (3, 13.0 / 30), (5, 0.5) })
            MajorityAtK.Estimate(counts, 0, k).Should().BeApproximately(expected, 1e-13);
    }

    [Fact]
    public void All_estimators_equal_brute_force_on_small_pools() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[1, 4]).Array[1, 8].Sample(pool =>
        {
            var answers = pool.Select(sample => $"{sample.Item1}").ToArray();
            var scores = pool.Select(sample => sample.Item2 / 4.0).ToArray();
            var quality = answers.Select(answer => answer == "0" ? 1.0 : 0).ToArray();
            int[] counts = [.. Enumerable.Range(0, 4).Select(answer => answers.Count(other => other == $"{answer}"))];
            for (var k = 1; k <= pool.Length; k++)
            {
                var subsets = Subsets(pool.Length, k).ToArray();
                PassAtK.Estimate(pool.Length, counts[0], k).Should().BeApproximately(subsets.Average(subset => subset.Max(index => quality[index])), 1e-12);
                MajorityAtK.Estimate(counts, 0, k).Should().BeApproximately(subsets.Average(subset => Vote(subset, _ => 1)), 1e-12);
                WeightedVoteAtK.Estimate(scores, answers, "0", k).Value.Should().BeApproximately(subsets.Average(subset => Vote(subset, index => scores[index])), 1e-12);
                BestOfK.Estimate(scores, quality, k).Should().BeApproximately(
                    subsets.Average(subset => subset.GroupBy(index => scores[index]).MaxBy(group => group.Key)!.Average(index => quality[index])), 1e-12);
            }

            double Vote(int[] subset, Func<int, double> weight)
            {
                var sums = subset.GroupBy(index => answers[index]).ToDictionary(group => group.Key, group => group.Sum(weight));
                var winners = sums.Where(sum => sum.Value == sums.Values.Max()).Select(sum => sum.Key).ToArray();
                return winners.Contains("0") ? 1.0 / winners.Length : 0;
            }
        });

    [Fact]
    public void Random_subsets_agree_with_all_of_them_and_say_how_well()
    {
        double[] weights = [0.9, 0.2, 0.4, 0.4, 0.7, 0.1, 0.3, 0.8, 0.6, 0.5, 0.2, 0.9];
        string[] answers = ["a", "b", "a", "c", "b", "a", "b", "c", "a", "b", "c", "a"];
        var exact = WeightedVoteAtK.Estimate(weights, answers, "a", 6);
        var drawn = WeightedVoteAtK.Estimate(weights, answers, "a", 6, subsets: 500, seed: 3);

        exact.StandardError.Should().Be(0);
        exact.Subsets.Should().Be(924);
        drawn.StandardError.Should().BeInRange(0.01, 0.03);
        Math.Abs(drawn.Value - exact.Value).Should().BeLessThan(5 * drawn.StandardError);
        WeightedVoteAtK.Estimate(weights, answers, "a", 6, subsets: 500, seed: 3).Should().Be(drawn);
    }

    [Fact]
    public void A_large_pool_has_a_majority_at_k_like_drawing_with_replacement()
    {
        int[] counts = [4000, 3500, 2500];

        var exact = MajorityAtK.Estimate(counts, 0, 9);

        exact.Should().BeApproximately(MajorityAtK.WithReplacement(counts, 0, 9), 1e-3);
        exact.Should().BeGreaterThan(0.4);
    }

    [Fact]
    public void A_coverage_law_is_found_again_and_says_how_many_samples_it_takes()
    {
        var law = new CoverageLaw(-2, -0.5);
        double[] k = [1, 4, 16, 64];
        double[] coverage = [.. k.Select(law.Coverage)];

        coverage.Should().SatisfyRespectively(
            c => c.Should().BeApproximately(0.135335, 1e-6), c => c.Should().BeApproximately(0.367879, 1e-6), c => c.Should().BeApproximately(0.606531, 1e-6), c => c.Should().BeApproximately(0.778801, 1e-6));
        CoverageLaw.FitLogLog(k, coverage).B.Should().BeApproximately(-0.5, 1e-12);
        CoverageLaw.FitLeastSquares(k, coverage).A.Should().BeApproximately(-2, 1e-9);
        law.SamplesFor(0.9).Should().BeApproximately(Math.Pow(2 / -Math.Log(0.9), 2), 1e-6);
    }

    [Fact]
    public void Best_of_n_strays_from_the_model_by_a_known_bound() => BestOfK.DivergenceBound(16).Should().BeApproximately(1.835089, 1e-6);

    private static IEnumerable<int[]> Subsets(int n, int k) =>
        Enumerable.Range(0, 1 << n).Where(mask => System.Numerics.BitOperations.PopCount((uint)mask) == k)
            .Select(mask => Enumerable.Range(0, n).Where(index => (mask >> index & 1) == 1).ToArray());
}
