using InferenceScaling.Evaluation.Numerics;

namespace InferenceScaling.Evaluation.OptimalStopping;

/// <summary>The normal distribution.</summary>
internal sealed class NormalReward : RewardDistribution
{
    private readonly double _deviation;

    public NormalReward(double mean, double standardDeviation)
    {
        if (!(standardDeviation > 0) || !double.IsFinite(standardDeviation) || !double.IsFinite(mean))
            throw new ArgumentOutOfRangeException(nameof(standardDeviation), standardDeviation, "A standard deviation must be above 0, and both parameters finite.");
        (Mean, _deviation) = (mean, standardDeviation);
    }

    public override double Mean { get; }

    private protected override double[] Kinks => [];

    public override double Probability(double x) => SpecialFunctions.NormalProbability((x - Mean) / _deviation);

    public override double ExpectedImprovement(double z)
    {
        var t = (z - Mean) / _deviation;
        return _deviation * ((Math.Exp(-t * t / 2) / Math.Sqrt(2 * Math.PI)) - (t * SpecialFunctions.NormalProbability(-t)));
    }

    private protected override (double Low, double High) Range(int draws) => (Mean - (9 * _deviation), Mean + (_deviation * (9 + Math.Sqrt(2 * Math.Log(draws)))));
}
