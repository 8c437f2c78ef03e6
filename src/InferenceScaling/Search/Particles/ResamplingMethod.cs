namespace InferenceScaling.Search.Particles;

/// <summary>How offspring are drawn in proportion to the weights.</summary>
public enum ResamplingMethod
{
    /// <summary>One lot for all, at even distances: the least variance. Each particle has its expected number of offspring, rounded up or down.</summary>
    Systematic,

    /// <summary>One independent lot for each offspring, as in the paper.</summary>
    Multinomial,
}
