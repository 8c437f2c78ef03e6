using InferenceScaling.Paths;
using InferenceScaling.Selection;

namespace InferenceScaling.Search.AdaptiveBranching;

/// <summary>
/// AB-MCTS, adaptive-branching Monte Carlo tree search (Inoue et al. 2025, "Wider or Deeper?", arXiv 2503.04412).
/// At every node Thompson sampling decides between a new child and an old one by what either has brought so far:
/// the tree becomes as wide and as deep as the problem rewards, and learns which model to ask.
/// </summary>
/// <remarks>Makes one step at a time, since every decision rests on the one before; run several under one budget with <c>UsePortfolio</c> to fill a batch.</remarks>
/// <param name="options">Valid options.</param>
public sealed class AdaptiveBranchingTreeSearch(AdaptiveBranchingOptions options) : SearchStrategy
{
    private readonly int _nodes = (options ?? throw new ArgumentNullException(nameof(options))).Nodes;
    private readonly BranchingRule _rule = options.Rule;
    private readonly bool _useBeta = options.UseBeta;
    private readonly RewardUnit _unit = options.Reward;
    private readonly IStepGenerator?[] _generators = [null, .. options.Generators];

    /// <inheritdoc/>
    public override string Name => "adaptive-branching tree search";

    /// <inheritdoc/>
    public override bool RequiresVerifier => true;

    /// <inheritdoc/>
    public override AnswerSelector DefaultSelector => AnswerSelector.BestOfN;

    /// <inheritdoc/>
    public override async Task RunAsync(SearchContext search)
    {
        ArgumentNullException.ThrowIfNull(search);
        var lots = new LotStream(search.Random);
        var tree = new AdaptiveBranchingTree(_generators.Length, _rule, _ => _useBeta ? new BetaPosterior() : new GaussianPosterior(), belief => belief.Draw(lots), groups => MixedModel.DrawRewards(groups, lots), _unit);
        var paths = new Dictionary<AdaptiveBranchingNode, ReasoningPath> { [tree.Root] = search.Root };
        for (var node = 0; node < _nodes && !search.ShouldStop; node++)
        {
            var (parent, action) = tree.Ask();
            var children = await search.ExpandAsync([new(paths[parent], 1)], score: true, generator: _generators[action]).ConfigureAwait(false);
            if (children is not [var child])
                continue;
            var made = tree.Tell(parent, action, child.Score ?? 0);
            made.IsClosed |= child.HasEnded;
            paths[made] = child.Path;
        }

        if (search.Candidates.Count == 0 && !search.ShouldStop)
            await search.RolloutAsync(paths.MaxBy(entry => entry.Key.Children.Count == 0 && !entry.Key.IsClosed ? entry.Key.Reward : -1).Value, width: 1).ConfigureAwait(false);
    }
}
