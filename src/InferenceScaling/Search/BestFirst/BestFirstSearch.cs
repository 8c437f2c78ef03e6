using InferenceScaling.Selection;

namespace InferenceScaling.Search.BestFirst;

/// <summary>
/// Best-first search over steps (Hart, Nilsson and Raphael 1968; for reasoning Koh et al. 2024, "Tree Search for Language Model Agents").
/// Always extends the open path with the best score anywhere in the tree:
/// the fastest way to one good answer when the verifier can be trusted.
/// </summary>
/// <param name="options">Valid options.</param>
public sealed class BestFirstSearch(BestFirstSearchOptions options) : SearchStrategy
{
    private readonly int _expansions = (options ?? throw new ArgumentNullException(nameof(options))).Expansions;
    private readonly int _branching = options.Branching;
    private readonly int _completions = options.Completions;

    /// <inheritdoc/>
    public override string Name => "best-first search";

    /// <inheritdoc/>
    public override bool RequiresVerifier => true;

    /// <inheritdoc/>
    public override AnswerSelector DefaultSelector => AnswerSelector.BestOfN;

    /// <inheritdoc/>
    public override async Task RunAsync(SearchContext search)
    {
        ArgumentNullException.ThrowIfNull(search);
        var queue = new BestFirstQueue<ScoredPath>();
        queue.Add(new(search.Root, Score: null, HasEnded: false), score: 1, depth: 0, lot: 0);
        var completed = 0;
        for (var expansion = 0; expansion < _expansions && completed < _completions && !search.ShouldStop && queue.TryTake(out var best); expansion++)
        {
            var children = await search.ExpandAsync(best.Path, _branching, score: true).ConfigureAwait(false);
            search.Release(best.Path);
            completed += children.Count(child => child.HasEnded);
            foreach (var child in children.Where(child => !child.HasEnded))
                queue.Add(child, child.Score!.Value, child.Path.Depth, ScoreOrder.Lot(child));
        }

        if (completed == 0 && !search.ShouldStop && queue.TryTake(out var tip))
            await search.RolloutAsync(tip.Path, width: 1).ConfigureAwait(false);
    }
}
