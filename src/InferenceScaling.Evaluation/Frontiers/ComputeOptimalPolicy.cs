using System.Collections.Immutable;
using System.Globalization;
using InferenceScaling.Allocation;
using InferenceScaling.Allocation.Routing;

namespace InferenceScaling.Evaluation.Frontiers;

/// <summary>
/// Chooses the strategy that is best for a question's difficulty: of all ways to give each bin a strategy, the one that answered most of the frontier's questions rightly within the budget.
/// What easy questions leave goes to hard ones. A budget below the cheapest strategies gets those.
/// </summary>
/// <param name="frontier">What was measured.</param>
/// <param name="budget">Mean cost of a question, over questions as hard as those of the frontier, in its unit. One question may cost more.</param>
public sealed class ComputeOptimalPolicy(CostAccuracyFrontier frontier, double budget) : IArmPolicy
{
    private readonly CostAccuracyFrontier _frontier = frontier ?? throw new ArgumentNullException(nameof(frontier));
    private readonly double _budget = budget > 0 ? budget : throw new ArgumentOutOfRangeException(nameof(budget), budget, "A budget must be above 0.");
    private readonly ImmutableArray<FrontierPoint> _best = Share(frontier.Bins, budget);

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
        if (context.Success is not { } success || _best.IsEmpty)
            return Choice(context, _frontier.All.Best(_budget), "");
        var bin = _frontier.Bins.IndexOf(_frontier.BinOf(success));
        return Choice(context, _best[bin], string.Create(CultureInfo.InvariantCulture, $"P(one sample is right) = {100 * success:0.0} %, bin {bin + 1} of {_best.Length}: "));
    }

    private ArmChoice Choice(ArmContext context, FrontierPoint best, string where) =>
        new(context.Arms.IndexOf(best.Name), string.Create(CultureInfo.InvariantCulture, $"{where}{best.Name}, {100 * best.Accuracy:0.0} % right for {best.Cost:0} {_frontier.Cost}, is the best of {_frontier.All.Points.Length} for a mean of {_budget:0}"));

    private static ImmutableArray<FrontierPoint> Share(ImmutableArray<FrontierBin> bins, double budget)
    {
        AllocationOption[][] options = [.. bins.Select(static bin => bin.Points.Select(static point => new AllocationOption(point.Problems * point.Cost, point.Right)).ToArray())];
        var whole = budget * bins.Sum(static bin => bin.Points[0].Problems);
        return options.Sum(static bin => bin.Min(static option => option.Cost)) <= whole
            ? [.. OptionKnapsack.Solve(options, whole).Select((option, bin) => bins[bin].Points[option])]
            : [.. bins.Select(static bin => bin.Best(0))];
    }
}
