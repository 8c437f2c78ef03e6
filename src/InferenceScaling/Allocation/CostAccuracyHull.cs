namespace InferenceScaling.Allocation;

/// <summary>Which of several strategies are worth their cost: those that nothing cheaper equals, and the mixtures of them that reach furthest.</summary>
public static class CostAccuracyHull
{
    // Relative; points nearer to a straight line than this are on it.
    private const double Collinear = 1e-12;

    /// <summary>The strategies that are more accurate than all that cost no more, cheapest first.</summary>
    /// <param name="costs">One a strategy.</param>
    /// <param name="accuracies">One a strategy.</param>
    /// <returns>Places of the strategies; the first among equals.</returns>
    public static int[] Pareto(ReadOnlySpan<double> costs, ReadOnlySpan<double> accuracies)
    {
        Check(costs, accuracies);
        var (cost, accuracy) = (costs.ToArray(), accuracies.ToArray());
        var kept = new List<int>();
        foreach (var index in Enumerable.Range(0, cost.Length).OrderBy(index => cost[index]).ThenByDescending(index => accuracy[index]).ThenBy(static index => index))
        {
            if (kept.Count == 0 || accuracy[index] > accuracy[kept[^1]])
                kept.Add(index);
        }

        return [.. kept];
    }

    /// <summary>The strategies between which no mixture of two others is better: the upper concave hull of <see cref="Pareto"/>, cheapest first.</summary>
    /// <param name="costs">One a strategy.</param>
    /// <param name="accuracies">One a strategy.</param>
    public static int[] Hull(ReadOnlySpan<double> costs, ReadOnlySpan<double> accuracies)
    {
        var hull = new List<int>();
        foreach (var index in Pareto(costs, accuracies))
        {
            while (hull.Count > 1 && !IsAbove(costs, accuracies, hull[^2], hull[^1], index))
                hull.RemoveAt(hull.Count - 1);
            hull.Add(index);
        }

        return [.. hull];
    }

    /// <summary>The best strategy that costs no more than a budget.</summary>
    /// <param name="costs">One a strategy.</param>
    /// <param name="accuracies">One a strategy.</param>
    /// <param name="budget">Expected cost of a question.</param>
    /// <returns>The strategy's place, or null if all are dearer.</returns>
    public static int? BestSingle(ReadOnlySpan<double> costs, ReadOnlySpan<double> accuracies, double budget)
    {
        int? best = null;
        foreach (var index in Pareto(costs, accuracies))
        {
            if (costs[index] <= budget)
                best = index;
        }

        return best;
    }

    /// <summary>The accuracy of the best mixture of strategies whose mean cost is no more than a budget.</summary>
    /// <param name="costs">One a strategy.</param>
    /// <param name="accuracies">One a strategy.</param>
    /// <param name="budget">Expected cost of a question.</param>
    /// <returns>Null if all strategies are dearer.</returns>
    public static double? BestMixture(ReadOnlySpan<double> costs, ReadOnlySpan<double> accuracies, double budget)
    {
        var hull = Hull(costs, accuracies);
        if (hull.Length == 0 || costs[hull[0]] > budget)
            return null;
        for (var index = 1; index < hull.Length; index++)
        {
            var (left, right) = (hull[index - 1], hull[index]);
            if (costs[right] > budget)
                return accuracies[left] + ((accuracies[right] - accuracies[left]) * (budget - costs[left]) / (costs[right] - costs[left]));
        }

        return accuracies[hull[^1]];
    }

    // Whether the middle one lies above the line of the outer two.
    private static bool IsAbove(ReadOnlySpan<double> costs, ReadOnlySpan<double> accuracies, int left, int middle, int right)
    {
        var rise = (accuracies[middle] - accuracies[left]) * (costs[right] - costs[left]);
        var line = (accuracies[right] - accuracies[left]) * (costs[middle] - costs[left]);
        return rise - line > Collinear * Math.Max(Math.Abs(rise), Math.Abs(line));
    }

    private static void Check(ReadOnlySpan<double> costs, ReadOnlySpan<double> accuracies)
    {
        if (costs.Length != accuracies.Length)
            throw new ArgumentException($"There are {costs.Length} costs but {accuracies.Length} accuracies; there must be one of each a strategy.", nameof(accuracies));
        for (var index = 0; index < costs.Length; index++)
        {
            if (!double.IsFinite(costs[index]) || !double.IsFinite(accuracies[index]))
                throw new ArgumentException($"Strategy {index} costs {costs[index]} at an accuracy of {accuracies[index]}; both must be finite.", nameof(costs));
        }
    }
}
