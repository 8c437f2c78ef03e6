using InferenceScaling.Paths;
using InferenceScaling.Selection;

namespace InferenceScaling.Search.DiverseVerifierTree;

/// <summary>
/// Diverse verifier tree search (Beeching, Tunstall and Rush 2024, "Scaling Test-Time Compute with Open Models").
/// Grows independent subtrees, each taking its best step a level:
/// a beam search that cannot collapse onto one idea, for large budgets.
/// </summary>
/// <param name="options">Valid options.</param>
public sealed class DiverseVerifierTreeSearch(DiverseVerifierTreeSearchOptions options) : SearchStrategy
{
    private readonly int _subtrees = (options ?? throw new ArgumentNullException(nameof(options))).Subtrees;
    private readonly int _branching = options.Branching;
    private readonly int _levels = options.Levels;
    private readonly int _lookahead = options.Lookahead;
    private readonly TieRule _ties = options.Ties;

    /// <inheritdoc/>
    public override string Name => "diverse verifier tree search";

    /// <inheritdoc/>
    public override bool RequiresVerifier => true;

    /// <inheritdoc/>
    public override AnswerSelector DefaultSelector => AnswerSelector.BestOfN;

    /// <inheritdoc/>
    public override async Task RunAsync(SearchContext search)
    {
        ArgumentNullException.ThrowIfNull(search);
        var tips = Enumerable.Repeat(search.Root, _subtrees).ToList();
        for (var level = 0; level < _levels && tips.Count > 0 && !search.ShouldStop; level++)
        {
            var children = await search.ExpandWithLookaheadAsync([.. tips.Select(tip => new Expansion(tip, _branching))], _lookahead).ConfigureAwait(false);
            var next = new List<ReasoningPath>(tips.Count);
            foreach (var family in children.GroupBy(child => child.Request / _branching).Select(group => group.ToList()))
            {
                var best = family[ScoreOrder.Best(family, _ties)];
                if (!best.HasEnded)
                    next.Add(best.Path);
                foreach (var sibling in family)
                {
                    if (sibling != best)
                        search.Release(sibling.Path);
                }
            }

            foreach (var tip in tips)
                search.Release(tip);
            tips = next;
        }

        if (!search.ShouldStop)
            await search.RolloutAsync([.. tips.Select(tip => new Expansion(tip, _branching))]).ConfigureAwait(false);
    }
}
