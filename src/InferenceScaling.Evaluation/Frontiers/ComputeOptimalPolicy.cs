using System.Globalization;
using InferenceScaling.Allocation.Routing;

namespace InferenceScaling.Evaluation.Frontiers;

/// <summary>Chooses the strategy that was the most accurate within a budget on questions as hard as this one.</summary>
/// <param name="frontier">What was measured.</param>
/// <param name="budget">Mean cost of a question in the frontier's unit.</param>
public sealed class ComputeOptimalPolicy(CostAccuracyFrontier frontier, double budget) : IArmPolicy
{
    private readonly CostAccuracyFrontier _frontier = frontier ?? throw new ArgumentNullException(nameof(frontier));
    private readonly double _budget = budget > 0 ? budget : throw new ArgumentOutOfRangeException(nameof(budget), budget, "A budget must be above 0.");

    /// <inheritdoc/>
    public void CheckArms(IReadOnlyList<string> arms)
    {
        ArgumentNullException.ThrowIfNull(arms);
        string[] measured = [.. _frontier.All.Points.Select(static point => point.Name)];
        if (measured.Except(arms).FirstOrDefault() is { } missing)
            throw new ArgumentException($"The frontier has '{missing}', but the reasoner's arms are {string.Join(", ", arms)}; give an arm of that name, or measure the arms again.", nameof(arms));
    }

    /// <inheritdoc/>
    public ArmChoice Choose(ArmContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var bin = _frontier.BinOf(context.Success);
        var best = bin.Best(_budget);
        var where = context.Success is { } success && _frontier.Bins.Length > 0
            ? string.Create(CultureInfo.InvariantCulture, $"P(one sample is right) = {100 * success:0.0} %, bin {_frontier.Bins.IndexOf(bin) + 1} of {_frontier.Bins.Length}: ")
            : "";
        return new(context.Arms.IndexOf(best.Name), string.Create(CultureInfo.InvariantCulture, $"{where}{best.Name}, {100 * best.Accuracy:0.0} % right for {best.Cost:0} {_frontier.Cost}, is the best of {bin.Points.Length} within {_budget:0}"));
    }
}
