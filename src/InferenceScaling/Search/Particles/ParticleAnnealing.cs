namespace InferenceScaling.Search.Particles;

/// <summary>The temperature that flattens the weights while the effective sample size is below half of the particles in the early phase.</summary>
public enum ParticleAnnealing
{
    /// <summary>Weights as they are.</summary>
    None,

    /// <summary>max(1, (1 − progress) · particles / effective sample size).</summary>
    EffectiveSampleSize,

    /// <summary>max(1, 1 / (h + (1 − h) · progress)), with h the normalised entropy of the weights.</summary>
    Entropy,

    /// <summary>max(1, 2 − progress).</summary>
    Linear,
}
