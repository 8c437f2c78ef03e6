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
    private readonly double _reopening = options.Reopening;

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
        var queue = new BestFirstQueue<(ScoredPath Path, double Score, ulong Lot)>();
        queue.Add((new(search.Root, Score: null, HasEnded: false), Score: 1, Lot: 0), score: 1, depth: 0, lot: 0);
        var completed = 0;
        for (var expansion = 0; expansion < _expansions && completed < _completions && !search.ShouldStop && queue.TryTake(out var best); expansion++)
        {
            var (opened, promise, lot) = best;
            var children = await search.ExpandAsync(opened.Path, _branching, score: true).ConfigureAwait(false);
            if (_reopening > 0)
                queue.Add(best with { Score = promise * _reopening }, promise * _reopening, opened.Path.Depth, lot);
            else
                search.Release(opened.Path);
            completed += children.Count(child => child.HasEnded);
            foreach (var child in children.Where(child => !child.HasEnded))
                queue.Add((child, child.Score!.Value, ScoreOrder.Lot(child)), child.Score!.Value, child.Path.Depth, ScoreOrder.Lot(child));
        }

        if (completed == 0 && !search.ShouldStop && queue.TryTake(out var tip))
            await search.RolloutAsync(tip.Path.Path, width: 1).ConfigureAwait(false);
    }
}
