namespace InferenceScaling.Search.AdaptiveBranching;

/// <summary>A normal mean of unknown variance: the normal-inverse-χ² distribution (Murphy 2023, "Probabilistic Machine Learning: Advanced Topics", 3.4.3.3).</summary>
internal sealed class GaussianPosterior(double mean, double kappa, double nu, double tauSquare) : Posterior
{
    private readonly double _prior = mean;
    private readonly double _priorKappa = kappa;
    private readonly double _priorNu = nu;
    private readonly double _priorTauSquare = tauSquare;
    private double _average;
    private double _squares;
    private int _count;

    /// <summary>The default prior of AB-MCTS: mean 0, κ = ν = 1, τ² = 0.1.</summary>
    public GaussianPosterior()
        : this(mean: 0, kappa: 1, nu: 1, tauSquare: 0.1)
    {
    }

    public double Kappa => _priorKappa + _count;

    public double Nu => _priorNu + _count;

    public double Mean => ((_priorKappa * _prior) + (_count * _average)) / Kappa;

    public double TauSquare => ((_priorNu * _priorTauSquare) + _squares + (_count * _priorKappa * (_prior - _average) * (_prior - _average) / Kappa)) / Nu;

    public override void Observe(double reward)
    {
        // Welford's update: stable for any number of rewards.
        _count++;
        var distance = reward - _average;
        _average += distance / _count;
        _squares += distance * (reward - _average);
    }

    public override double Draw(LotStream lots)
    {
        var variance = Nu * TauSquare / 2 / lots.Gamma(Nu / 2);
        return Mean + (Math.Sqrt(variance / Kappa) * lots.Normal());
    }
}
