namespace InferenceScaling.Search.MonteCarloTree;

/// <summary>What a new node of a Monte Carlo tree is worth.</summary>
public enum LeafValue
{
    /// <summary>The verifier's score of the path.</summary>
    Verifier,

    /// <summary>The share of the candidates so far that agree with where a rollout from the node ends (Qi et al. 2024, rStar). Needs no verifier.</summary>
    Agreement,
}
