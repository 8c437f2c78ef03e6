namespace InferenceScaling.Evaluation.OptimalStopping;

/// <summary>The uniform distribution.</summary>
internal sealed class UniformReward : RewardDistribution
{
    private readonly double _low;
    private readonly double _high;

    public UniformReward(double low, double high)
    {
        if (!(high > low) || !double.IsFinite(high - low))
            throw new ArgumentOutOfRangeException(nameof(high), high, $"The upper end must be finite and above the lower end {low}.");
        (_low, _high) = (low, high);
    }

    public override double Mean => (_low + _high) / 2;

    private protected override double[] Kinks => [_low, _high];

    public override double Probability(double x) => Math.Clamp((x - _low) / (_high - _low), 0, 1);

    public override double ExpectedImprovement(double z) => z <= _low ? Mean - z : z >= _high ? 0 : (_high - z) * (_high - z) / (2 * (_high - _low));

    public override double ExpectedMaximum(int samples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        return _low + ((_high - _low) * samples / (samples + 1.0));
    }

    private protected override (double Low, double High) Range(int draws) => (_low, _high);
}
