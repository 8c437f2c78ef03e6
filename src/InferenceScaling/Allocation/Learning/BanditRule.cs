namespace InferenceScaling.Allocation.Learning;

/// <summary>How a contextual bandit weighs what it knows against what it might find out.</summary>
public enum BanditRule
{
    /// <summary>The arm with the highest optimistic estimate, mean + α · width (Li et al. 2010, LinUCB).</summary>
    UpperConfidence,

    /// <summary>An arm with the probability that it is the best (Agrawal and Goyal 2013, linear Thompson sampling).</summary>
    Thompson,
}
