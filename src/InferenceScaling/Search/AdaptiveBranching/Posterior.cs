namespace InferenceScaling.Search.AdaptiveBranching;

/// <summary>What is believed about a mean reward: a conjugate prior and the rewards seen. Not thread-safe.</summary>
internal abstract class Posterior
{
    /// <summary>Learns a reward in [0, 1].</summary>
    public abstract void Observe(double reward);

    /// <summary>Draws a mean reward from the belief.</summary>
    public abstract double Draw(LotStream lots);
}
