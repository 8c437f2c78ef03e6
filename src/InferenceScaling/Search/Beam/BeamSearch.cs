using InferenceScaling.Selection;

namespace InferenceScaling.Search.Beam;

/// <summary>
/// Beam search over steps (Yao et al. 2023; Snell et al. 2024, "Scaling LLM Test-Time Compute Optimally").
/// Samples a level of steps, keeps those that the verifier scores highest and branches them again;
/// with lookahead a step is judged by where greedy continuation leads.
/// </summary>
/// <param name="options">Valid options.</param>
public sealed class BeamSearch(BeamSearchOptions options) : SearchStrategy
{
    private readonly int _width = (options ?? throw new ArgumentNullException(nameof(options))).Width;
    private readonly int _beams = Math.Max(1, options.Width / options.Branching);
    private readonly int _levels = options.Levels;
    private readonly int _completions = options.Completions == 0 ? options.Width : options.Completions;
    private readonly int _lookahead = options.Lookahead;
    private readonly bool _dropDuplicates = options.DropDuplicates;
    private readonly TieRule _ties = options.Ties;

    /// <inheritdoc/>
    public override string Name => "beam search";

    /// <inheritdoc/>
    public override bool RequiresVerifier => true;

    /// <inheritdoc/>
    public override AnswerSelector DefaultSelector => AnswerSelector.BestOfN;

    /// <inheritdoc/>
    public override async Task RunAsync(SearchContext search)
    {
        ArgumentNullException.ThrowIfNull(search);
        var beams = new List<ScoredPath> { new(search.Root, Score: null, HasEnded: false) };
        var completed = 0;
        for (var level = 0; level < _levels && beams.Count > 0 && !search.ShouldStop; level++)
        {
            var children = await search.ExpandWithLookaheadAsync(Replicate(beams, _width), _lookahead).ConfigureAwait(false);
            foreach (var beam in beams)
                search.Release(beam.Path);
            completed += children.Count(child => child.HasEnded);
            if (completed >= _completions)
                return;
            beams = Keep(search, children);
        }

        if (!search.ShouldStop)
            await search.RolloutAsync(Replicate(beams, Math.Min(_width, _completions - completed))).ConfigureAwait(false);
    }

    // Round after round over the beams, not beam by beam: where the budget ends, each has had its turn.
    private static Expansion[] Replicate(List<ScoredPath> beams, int width) =>
        beams.Count == 0 ? [] : [.. Enumerable.Range(0, width).Select(index => new Expansion(beams[index % beams.Count].Path, 1))];

    private List<ScoredPath> Keep(SearchContext search, IReadOnlyList<ScoredPath> children)
    {
        var open = children.Where(child => !child.HasEnded).ToList();
        var distinct = _dropDuplicates ? open.DistinctBy(child => child.Path.Text).ToList() : open;
        var best = ScoreOrder.Descending(distinct, _ties).Take(_beams).Order().Select(index => distinct[index]).ToList();
        foreach (var pruned in open.Except(best))
            search.Release(pruned.Path);
        return best;
    }
}
