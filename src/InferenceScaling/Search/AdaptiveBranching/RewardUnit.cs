namespace InferenceScaling.Search.AdaptiveBranching;

/// <summary>What a reward in an adaptive-branching tree speaks of.</summary>
public enum RewardUnit
{
    /// <summary>A whole answer, which its children revise: every reward is an end in itself. The reference's.</summary>
    Answer,

    /// <summary>
    /// A step on the way to an answer. Once there is a good step, another as good is no reason to look for more: what counts is the best, not the mean
    /// (a max k-armed bandit; Cicirello and Smith 2005). So a new child speaks for going wider only as far as it is better than its siblings,
    /// it speaks for going deeper as it is, and a child whose score is 0 is never continued.
    /// </summary>
    Step,
}
