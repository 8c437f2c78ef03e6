using CsCheck;
using InferenceScaling.Evaluation.Intervals;
using InferenceScaling.Evaluation.Numerics;

namespace InferenceScaling.Evaluation.Tests;

public class IntervalTests
{
    [Fact]
    public void Wilson_and_clopper_pearson_have_their_known_values()
    {
        BinomialInterval.Wilson(1, 5).Lower.Should().BeApproximately(0.036224108632430196, 1e-12);
        BinomialInterval.ClopperPearson(8, 10, 0.99).Upper.Should().BeApproximately(0.9891494906202708, 1e-12);
        BinomialInterval.ClopperPearson(0, 10, 0.99).Lower.Should().Be(0);
        BinomialInterval.Jeffreys(50, 50, 0.9).Upper.Should().Be(1);
    }

    [Fact]
    public void Intervals_hold_the_rate_grow_with_the_level_and_the_exact_one_holds_jeffreys() =>
        Gen.Select(Gen.Int[1, 200], Gen.Double[0, 1], Gen.Double[0.5, 0.98]).Sample((trials, share, level) =>
        {
            var successes = (int)(share * trials);
            var rate = (double)successes / trials;
            foreach (var interval in new Func<int, int, double, ConfidenceInterval>[] { BinomialInterval.Wald, BinomialInterval.Wilson, BinomialInterval.ClopperPearson, BinomialInterval.Jeffreys })
            {
                var (narrow, wide) = (interval(successes, trials, level), interval(successes, trials, level + 0.01));
                (narrow.Lower - 1e-12 <= rate && rate <= narrow.Upper + 1e-12).Should().BeTrue();
                (wide.Lower <= narrow.Lower + 1e-12 && narrow.Upper <= wide.Upper + 1e-12).Should().BeTrue();
            }

            var (exact, credible) = (BinomialInterval.ClopperPearson(successes, trials, level), BinomialInterval.Jeffreys(successes, trials, level));
            (exact.Lower <= credible.Lower + 1e-12 && credible.Upper <= exact.Upper + 1e-12).Should().BeTrue();
        });

    [Fact]
    public void Clopper_pearson_covers_at_least_what_it_promises()
    {
        const int trials = 20;
        foreach (var rate in new[] { 0.02, 0.1, 0.37, 0.5, 0.9 })
        {
            var covered = 0.0;
            for (var successes = 0; successes <= trials; successes++)
            {
                if (BinomialInterval.ClopperPearson(successes, trials, 0.9).Contains(rate))
                    covered += Math.Exp(SpecialFunctions.LogGamma(trials + 1) - SpecialFunctions.LogGamma(successes + 1) - SpecialFunctions.LogGamma(trials - successes + 1)
                        + (successes * Math.Log(rate)) + ((trials - successes) * Math.Log(1 - rate)));
            }

            covered.Should().BeGreaterThanOrEqualTo(0.9);
        }
    }

    [Fact]
    public void A_bootstrap_repeats_itself_and_covers_the_mean()
    {
        double[] values = [.. Enumerable.Range(0, 100).Select(index => index % 4 == 0 ? 1.0 : 0)];

        var result = Bootstrap.OfMean(values, 2000, 0.95, seed: 7);

        result.ResampleMeans.Should().Equal(Bootstrap.OfMean(values, 2000, 0.95, seed: 7).ResampleMeans);
        result.StandardError.Should().BeApproximately(Math.Sqrt(0.25 * 0.75 / 100), 0.003);
        foreach (var interval in new[] { result.Percentile, result.Basic, result.BiasCorrected })
            interval.Contains(0.25).Should().BeTrue();
    }

    [Fact]
    public void A_paired_bootstrap_sees_through_what_both_systems_share()
    {
        double[] b = [.. Enumerable.Range(0, 50).Select(index => index % 2.0)];
        double[] a = [.. b.Select(value => value + 0.1)];

        var result = Bootstrap.OfDifference(a, b, 200);

        result.Mean.Should().BeApproximately(0.1, 1e-12);
        result.StandardError.Should().BeLessThan(1e-12);
    }

    [Fact]
    public void Mcnemar_counts_only_where_systems_differ()
    {
        PairedComparison.McNemar(8, 5).Should().BeApproximately(0.5810546875, 1e-13);
        PairedComparison.McNemar(0, 0).Should().Be(1);
        Gen.Bool.Array[2, 40].Sample(outcomes =>
        {
            var same = PairedComparison.Of(outcomes, outcomes);
            (same.Difference == 0 && same.PValue == 1 && same.StandardError == 0).Should().BeTrue();
        });
    }

    [Fact]
    public void Normal_quantiles_invert_the_distribution() =>
        Gen.Double[-8, 4].Sample(z => SpecialFunctions.NormalQuantile(SpecialFunctions.NormalProbability(z)).Should().BeApproximately(z, 1e-10));
}
