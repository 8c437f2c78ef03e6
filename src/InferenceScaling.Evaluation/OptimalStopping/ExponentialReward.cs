namespace InferenceScaling.Evaluation.OptimalStopping;

/// <summary>The exponential distribution.</summary>
internal sealed class ExponentialReward(double rate) : RewardDistribution
{
    private readonly double _rate = rate > 0 && double.IsFinite(rate) ? rate : throw new ArgumentOutOfRangeException(nameof(rate), rate, "A rate must be above 0 and finite.");

    public override double Mean => 1 / _rate;

    private protected override double[] Kinks => [0];

    public override double Probability(double x) => x <= 0 ? 0 : -Math.Exp(-_rate * x) + 1;

    public override double ExpectedImprovement(double z) => z <= 0 ? Mean - z : Math.Exp(-_rate * z) / _rate;

    // The harmonic number over the rate.
    public override double ExpectedMaximum(int samples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        var sum = 0.0;
        for (var k = samples; k >= 1; k--)
            sum += 1.0 / k;
        return sum / _rate;
    }

    private protected override (double Low, double High) Range(int draws) => (0, (40 + Math.Log(draws)) / _rate);
}
