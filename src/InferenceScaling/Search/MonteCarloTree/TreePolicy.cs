namespace InferenceScaling.Search.MonteCarloTree;

/// <summary>The upper confidence bound by which a Monte Carlo tree search descends.</summary>
public enum TreePolicy
{
    /// <summary>Q + c · √(ln N / n) (Kocsis and Szepesvári 2006).</summary>
    Uct,

    /// <summary>Q + c · P · √N / (1 + n) (Silver et al. 2017, AlphaZero). P is the softmax of the siblings' own values.</summary>
    Puct,

    /// <summary>Q + c · P · √(ln N / n): UCT with the prior on the exploration, as in TreeQuest.</summary>
    PriorWeightedUct,
}
