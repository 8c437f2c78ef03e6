namespace InferenceScaling.Search.AdaptiveBranching;

/// <summary>A success probability with fractional successes: the beta distribution. The default is Jeffreys' prior.</summary>
internal sealed class BetaPosterior(double a = 0.5, double b = 0.5) : Posterior
{
    public double A { get; private set; } = a;

    public double B { get; private set; } = b;

    public override void Observe(double reward)
    {
        A += reward;
        B += 1 - reward;
    }

    public override double Draw(LotStream lots)
    {
        var successes = lots.Gamma(A);
        return successes / (successes + lots.Gamma(B));
    }
}
