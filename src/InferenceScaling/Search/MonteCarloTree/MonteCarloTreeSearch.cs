using InferenceScaling.Selection;

namespace InferenceScaling.Search.MonteCarloTree;

/// <summary>
/// Monte Carlo tree search over steps (Kocsis and Szepesvári 2006; Silver et al. 2017; for reasoning Qi et al. 2024, "rStar").
/// Descends by an upper confidence bound, expands a leaf, and counts what its children are worth for all nodes above:
/// promising branches get more, neglected ones get their chance.
/// </summary>
/// <remarks>Paths that have ended are counted once and then left alone. What is still open at the end and looks best is followed to its end if no path has ended.</remarks>
/// <param name="options">Valid options.</param>
public sealed class MonteCarloTreeSearch(MonteCarloTreeSearchOptions options) : SearchStrategy
{
    private readonly int _iterations = (options ?? throw new ArgumentNullException(nameof(options))).Iterations;
    private readonly int _branching = options.Branching;
    private readonly double _exploration = options.Exploration;
    private readonly TreePolicy _policy = options.Policy;
    private readonly LeafValue _value = options.Value;
    private readonly int _completions = options.Completions;
    private readonly bool _widens = options.Widening;

    /// <inheritdoc/>
    public override string Name => "Monte Carlo tree search";

    /// <inheritdoc/>
    public override bool RequiresVerifier => _value == LeafValue.Verifier;

    /// <inheritdoc/>
    public override AnswerSelector DefaultSelector => _value == LeafValue.Verifier ? AnswerSelector.BestOfN : AnswerSelector.Majority;

    /// <inheritdoc/>
    public override async Task RunAsync(SearchContext search)
    {
        ArgumentNullException.ThrowIfNull(search);
        var root = new MonteCarloNode(parent: null, value: 1);
        var paths = new Dictionary<MonteCarloNode, ScoredPath> { [root] = new(search.Root, Score: null, HasEnded: false) };
        for (var iteration = 0; iteration < _iterations && !root.IsExhausted && !search.ShouldStop; iteration++)
        {
            var leaf = root.Select(_policy, _exploration, _widens);
            var children = await search.ExpandAsync(paths[leaf].Path, _branching, score: _value == LeafValue.Verifier).ConfigureAwait(false);
            if (!_widens)
                search.Release(paths[leaf].Path);
            if (children.Count == 0)
                leaf.Exhaust(_widens);
            var values = await ValuesAsync(search, children).ConfigureAwait(false);
            for (var index = 0; index < children.Count; index++)
            {
                var child = leaf.Add(values[index]);
                paths[child] = children[index];
                if (children[index].HasEnded)
                    child.Exhaust(_widens);
            }

            if (_completions > 0 && search.Candidates.Count >= _completions)
                return;
        }

        if (!search.ShouldStop && search.Candidates.Count == 0 && !root.IsExhausted)
            await search.RolloutAsync(paths[root.Select(_policy, exploration: 0, _widens)].Path, width: 1).ConfigureAwait(false);
    }

    private async Task<double[]> ValuesAsync(SearchContext search, IReadOnlyList<ScoredPath> children)
    {
        if (_value == LeafValue.Verifier)
            return [.. children.Select(child => child.Score ?? 0)];
        var open = children.Where(child => !child.HasEnded).ToList();
        var ends = await search.RolloutAsync([.. open.Select(child => new Expansion(child.Path, 1))]).ConfigureAwait(false);
        var candidates = search.Candidates;
        var answers = candidates.ToDictionary(candidate => candidate.Path, candidate => candidate.CanonicalAnswer);
        return [.. children.Select(child => Agreement(child.HasEnded ? child : ends.FirstOrDefault(end => Descends(end.Path, child.Path))))];

        double Agreement(ScoredPath? end) =>
            end is not null && answers.GetValueOrDefault(end.Path) is { } answer ? (double)candidates.Count(candidate => candidate.CanonicalAnswer == answer) / candidates.Count : 0;

        static bool Descends(Paths.ReasoningPath path, Paths.ReasoningPath ancestor)
        {
            while (path.Depth > ancestor.Depth)
                path = path.Parent!;
            return ReferenceEquals(path, ancestor);
        }
    }
}
