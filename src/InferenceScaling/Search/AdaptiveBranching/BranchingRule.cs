namespace InferenceScaling.Search.AdaptiveBranching;

/// <summary>How a node decides between wider and deeper, and between several generators.</summary>
public enum BranchingRule
{
    /// <summary>One decision between wider and deeper a node; the generator by Thompson sampling over all rewards in the tree. The reference's default.</summary>
    Thompson,

    /// <summary>One decision between wider and deeper a node; the generator by UCB1 over all rewards in the tree.</summary>
    Ucb,

    /// <summary>First the generator by Thompson sampling at the node, then wider or deeper for that generator alone.</summary>
    Stacked,

    /// <summary>A mixed model of the rewards of all children and their descendants, with a new child as one more group (AB-MCTS-M).</summary>
    MixedModel,
}
