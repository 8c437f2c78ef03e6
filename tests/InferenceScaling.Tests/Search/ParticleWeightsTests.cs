using CsCheck;
using InferenceScaling.Search.Particles;

namespace InferenceScaling.Tests.Search;

public class ParticleWeightsTests
{
    private static readonly double[] Probabilities = ParticleWeights.Normalize([ParticleWeights.Logit(0.9), ParticleWeights.Logit(0.5), ParticleWeights.Logit(0.1)]);

    [Fact]
    public void Weights_are_the_odds_of_the_scores()
    {
        ParticleWeights.Logit(0.9).Should().BeApproximately(2.19722, 1e-5);
        ParticleWeights.Logit(0).Should().BeApproximately(-16.118096, 1e-6);
        ParticleWeights.Logit(1).Should().BeApproximately(16.118096, 1e-6);
        Probabilities[0].Should().BeApproximately(0.890110, 1e-6);
        Probabilities[2].Should().BeApproximately(0.010989, 1e-6);
        ParticleWeights.EffectiveSampleSize(Probabilities).Should().BeApproximately(1.246575, 1e-6);
    }

    [Theory]
    [InlineData(ParticleAnnealing.EffectiveSampleSize, 0.1, 2.165935)]
    [InlineData(ParticleAnnealing.Entropy, 0.1, 2.421616)]
    [InlineData(ParticleAnnealing.Linear, 0.1, 1.9)]
    [InlineData(ParticleAnnealing.EffectiveSampleSize, 0.4, 1.443956)]
    [InlineData(ParticleAnnealing.Entropy, 0.4, 1.643030)]
    [InlineData(ParticleAnnealing.Linear, 0.4, 1.6)]
    [InlineData(ParticleAnnealing.Entropy, 0.6, 1)]
    [InlineData(ParticleAnnealing.None, 0.1, 1)]
    public void Early_weights_are_flattened(ParticleAnnealing annealing, double progress, double temperature) =>
        ParticleWeights.Temperature([0.890110, 0.098901, 0.010989], annealing, progress, earlyPhase: 0.5).Should().BeApproximately(temperature, 1e-6);

    [Theory]
    [InlineData(0.1, new[] { 0, 0, 1, 1 })]
    [InlineData(0.3, new[] { 0, 0, 1, 2 })]
    [InlineData(0.9, new[] { 0, 0, 1, 3 })]
    public void Systematic_offspring_lie_at_even_distances(double uniform, int[] parents) =>
        ParticleWeights.Systematic([0.5, 0.3, 0.15, 0.05], uniform, 4).Should().Equal(parents);

    [Fact]
    public void Systematic_offspring_are_the_expected_number_rounded_up_or_down() =>
        Gen.Select(Gen.Double[-8, 8].Array[1, 30], Gen.Double[0, 1], Gen.Int[1, 60]).Sample((logWeights, uniform, count) =>
        {
            var probabilities = ParticleWeights.Normalize(logWeights);
            var parents = ParticleWeights.Systematic(probabilities, uniform * 0.999, count);
            return parents.Length == count && Enumerable.Range(0, probabilities.Length).All(parent => Math.Abs(parents.Count(p => p == parent) - (count * probabilities[parent])) < 1 + 1e-9);
        });
}
