using InferenceScaling.Selection;

namespace InferenceScaling.Search.RewardBalancedTree;

/// <summary>
/// REBASE, reward-balanced search (Wu et al. 2024, "Inference Scaling Laws", arXiv 2408.00724).
/// Each level shares its width among the open paths by softmax of their scores, and a path that ends takes its place with it:
/// promising paths get many children without a single bet on the verifier, at the cost of sampling.
/// </summary>
/// <param name="options">Valid options.</param>
public sealed class RewardBalancedTreeSearch(RewardBalancedTreeSearchOptions options) : SearchStrategy
{
    private readonly int _width = (options ?? throw new ArgumentNullException(nameof(options))).Width;
    private readonly double _balanceTemperature = options.BalanceTemperature;
    private readonly double _keepRatio = options.KeepRatio;
    private readonly TieRule _ties = options.Ties;

    /// <inheritdoc/>
    public override string Name => "REBASE";

    /// <inheritdoc/>
    public override bool RequiresVerifier => true;

    /// <inheritdoc/>
    public override AnswerSelector DefaultSelector => AnswerSelector.WeightedVote;

    internal Action<IReadOnlyList<Expansion>>? OnLevel { get; init; }

    /// <inheritdoc/>
    public override async Task RunAsync(SearchContext search)
    {
        ArgumentNullException.ThrowIfNull(search);
        var remaining = _width;
        Expansion[] level = [new(search.Root, _width)];
        while (level.Length > 0 && !search.ShouldStop)
        {
            OnLevel?.Invoke(level);
            var children = await search.ExpandAsync(level, score: true).ConfigureAwait(false);
            foreach (var parent in level)
                search.Release(parent.Path);
            level = Balance(children, ref remaining);
        }
    }

    /// <summary>What to expand next. Paths that ended take their place with them; nothing is left to do when no width or no open path remains.</summary>
    internal Expansion[] Balance(IReadOnlyList<ScoredPath> children, ref int remaining)
    {
        remaining -= children.Count(child => child.HasEnded);
        var open = children.Where(child => !child.HasEnded).ToList();
        if (remaining <= 0 || open.Count == 0)
            return [];
        var order = ScoreOrder.Descending(open, _ties);
        var widths = RewardBalance.Allocate([.. open.Select(path => path.Score!.Value)], RewardBalance.Truncate(order, _keepRatio), remaining, _balanceTemperature);
        return [.. order.Select(index => new Expansion(open[index].Path, widths[index]))];
    }
}
