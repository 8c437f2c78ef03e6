namespace InferenceScaling.Search.MonteCarloTree;

/// <summary>Upper confidence bounds: a mean value and a bonus for what is little known.</summary>
public static class UpperConfidenceBound
{
    /// <summary>UCT (Kocsis and Szepesvári 2006): valueSum / visits + c · √(ln parentVisits / visits); infinite without visits.</summary>
    /// <param name="valueSum">Sum of the values seen below the child.</param>
    /// <param name="visits">Visits of the child.</param>
    /// <param name="parentVisits">Visits of its parent, at least 1.</param>
    /// <param name="exploration">The constant c.</param>
    public static double Uct(double valueSum, int visits, int parentVisits, double exploration) =>
        visits == 0 ? double.PositiveInfinity : (valueSum / visits) + (exploration * Math.Sqrt(Math.Log(parentVisits) / visits));

    /// <summary>PUCT (Silver et al. 2017): valueSum / visits + c · prior · √parentVisits / (1 + visits).</summary>
    /// <param name="valueSum">Sum of the values seen below the child.</param>
    /// <param name="visits">Visits of the child.</param>
    /// <param name="parentVisits">Visits of its parent.</param>
    /// <param name="prior">The child's prior probability.</param>
    /// <param name="exploration">The constant c.</param>
    /// <param name="unvisitedValue">What an unvisited child is taken to be worth.</param>
    public static double Puct(double valueSum, int visits, int parentVisits, double prior, double exploration, double unvisitedValue = 0) =>
        (visits == 0 ? unvisitedValue : valueSum / visits) + (exploration * prior * Math.Sqrt(parentVisits) / (1 + visits));

    /// <summary>UCT whose exploration is weighed by a prior: valueSum / visits + c · prior · √(ln parentVisits / visits); infinite without visits.</summary>
    /// <param name="valueSum">Sum of the values seen below the child.</param>
    /// <param name="visits">Visits of the child.</param>
    /// <param name="parentVisits">Visits of its parent, at least 1.</param>
    /// <param name="prior">The child's prior probability.</param>
    /// <param name="exploration">The constant c.</param>
    public static double PriorWeightedUct(double valueSum, int visits, int parentVisits, double prior, double exploration) =>
        visits == 0 ? double.PositiveInfinity : (valueSum / visits) + (exploration * prior * Math.Sqrt(Math.Log(parentVisits) / visits));

    /// <summary>The arm of a bandit with the largest UCB1 bound (Auer et al. 2002): untried arms first, then mean + c · √(ln total / n); the first among equals.</summary>
    /// <param name="valueSums">Sum of the rewards of each arm.</param>
    /// <param name="visits">Trials of each arm.</param>
    /// <param name="exploration">The constant c.</param>
    public static int BestArm(ReadOnlySpan<double> valueSums, ReadOnlySpan<int> visits, double exploration)
    {
        var total = 0;
        foreach (var count in visits)
            total += count;
        var best = 0;
        var bound = double.NegativeInfinity;
        for (var arm = 0; arm < visits.Length; arm++)
        {
            var own = Uct(valueSums[arm], visits[arm], Math.Max(1, total), exploration);
            if (own > bound)
                (best, bound) = (arm, own);
        }

        return best;
    }
}
