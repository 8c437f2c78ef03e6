using InferenceScaling.Paths;
using InferenceScaling.Search;
using InferenceScaling.Search.AdaptiveBranching;

namespace InferenceScaling.Tests.Search;

public class MixedModelTests
{
    private static readonly double[][] Groups = [[0.2, 0.3, 0.25], [0.8, 0.9], [0.6]];

    [Fact]
    public void The_posterior_means_agree_with_importance_sampling_from_the_prior()
    {
        var lots = new LotStream(PathRandom.Root(1, "reference"));
        var (sums, total) = (new double[6], 0.0);
        for (var sample = 0; sample < 400_000; sample++)
        {
            // Given the deviations and the mean, the group effects integrate out of the likelihood and have normal posteriors.
            var mean = 0.5 + (0.2 * lots.Normal());
            var between = Math.Abs(0.2 * lots.Normal());
            var noise = Math.Abs(0.3 * lots.Normal());
            var weight = Math.Exp(Groups.Sum(rewards => LogLikelihood(rewards, mean, between, noise)));
            total += weight;
            double[] parameters = [mean, between, noise, .. Groups.Select(rewards => Effect(rewards, mean, between, noise))];
            for (var index = 0; index < sums.Length; index++)
                sums[index] += weight * parameters[index];
        }

        var gibbs = new double[6];
        const int draws = 6000;
        var own = new LotStream(PathRandom.Root(2, "gibbs"));
        for (var draw = 0; draw < draws; draw++)
        {
            var (mean, between, noise, effects) = MixedModel.Draw(Groups, own);
            double[] parameters = [mean, between, noise, .. effects];
            for (var index = 0; index < gibbs.Length; index++)
                gibbs[index] += parameters[index] / draws;
        }

        for (var index = 0; index < gibbs.Length; index++)
            gibbs[index].Should().BeApproximately(sums[index] / total, 0.015, $"parameter {index}");
    }

    [Fact]
    public void A_gamma_draw_has_the_right_mean_and_variance()
    {
        foreach (var shape in new[] { 0.3, 1, 4.5 })
        {
            var lots = new LotStream(PathRandom.Root(3, "gamma"));
            var values = Enumerable.Range(0, 40_000).Select(_ => lots.Gamma(shape)).ToArray();
            var mean = values.Average();
            mean.Should().BeApproximately(shape, 0.04 * Math.Max(1, shape));
            values.Average(value => (value - mean) * (value - mean)).Should().BeApproximately(shape, 0.08 * Math.Max(1, shape));
        }
    }

    private static double LogLikelihood(double[] rewards, double mean, double between, double noise)
    {
        var (n, average) = (rewards.Length, rewards.Average());
        var within = rewards.Sum(reward => (reward - average) * (reward - average));
        var spread = (noise * noise) + (n * between * between);
        return -((n - 1) * Math.Log(noise)) - (0.5 * Math.Log(spread)) - (within / (2 * noise * noise)) - (n * (average - mean) * (average - mean) / (2 * spread));
    }

    private static double Effect(double[] rewards, double mean, double between, double noise)
    {
        var share = between * between / ((between * between) + (noise * noise / rewards.Length));
        return mean + (share * (rewards.Average() - mean));
    }
}
