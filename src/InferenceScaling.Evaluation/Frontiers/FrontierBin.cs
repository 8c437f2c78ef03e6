using System.Collections.Immutable;
using InferenceScaling.Allocation;

namespace InferenceScaling.Evaluation.Frontiers;

/// <summary>The strategies on questions of like difficulty.</summary>
/// <param name="MinSuccess">The least predicted success of a question of this bin; 0 for the hardest.</param>
/// <param name="MaxSuccess">What the predicted success stays below, or 1.</param>
/// <param name="Points">The strategies, in the order in which they were given.</param>
public sealed record FrontierBin(double MinSuccess, double MaxSuccess, ImmutableArray<FrontierPoint> Points)
{
    /// <summary>The strategies that are worth their cost, cheapest first.</summary>
    public ImmutableArray<FrontierPoint> Hull => [.. CostAccuracyHull.Hull(Costs, Accuracies).Select(index => Points[index])];

    private double[] Costs => [.. Points.Select(static point => point.Cost)];

    private double[] Accuracies => [.. Points.Select(static point => point.Accuracy)];

    /// <summary>The most accurate strategy whose mean cost is within a budget; the cheapest if none is.</summary>
    /// <param name="budget">Mean cost of a question.</param>
    public FrontierPoint Best(double budget) => Points[CostAccuracyHull.BestSingle(Costs, Accuracies, budget) ?? CostAccuracyHull.Pareto(Costs, Accuracies)[0]];
}
