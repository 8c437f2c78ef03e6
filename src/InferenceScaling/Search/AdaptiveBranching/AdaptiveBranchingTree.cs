using InferenceScaling.Search.MonteCarloTree;

namespace InferenceScaling.Search.AdaptiveBranching;

/// <summary>The decisions of adaptive-branching Monte Carlo tree search, free of models and text: where to make the next node, and what to learn from its reward.</summary>
/// <param name="actions">Number of ways to make a node, such as generators.</param>
/// <param name="rule">How decisions are taken.</param>
/// <param name="priors">Makes the prior of an action, or with −1 of anything else.</param>
/// <param name="draw">Draws from a belief.</param>
/// <param name="mixedModel">Draws a reward for each group of rewards and for a new group; used by <see cref="BranchingRule.MixedModel"/> only.</param>
/// <param name="unit">What a reward speaks of.</param>
internal sealed class AdaptiveBranchingTree(
    int actions, BranchingRule rule, Func<int, Posterior> priors, Func<Posterior, double> draw, Func<IReadOnlyList<double[]>, double[]>? mixedModel = null, RewardUnit unit = RewardUnit.Answer)
{
    private readonly List<double>[] _rewards = [.. Enumerable.Range(0, actions).Select(_ => new List<double>())];
    private readonly int _groups = rule == BranchingRule.Stacked ? actions : 1;

    public AdaptiveBranchingNode Root { get; } = new(parent: null, action: -1, reward: 0, priors, actions, rule == BranchingRule.Stacked ? actions : 1);

    /// <summary>Where and how to make the next node.</summary>
    public (AdaptiveBranchingNode Parent, int Action) Ask()
    {
        var node = Root;
        while (true)
        {
            var action = Decide(node, out var child);
            if (child is null)
                return (node, action);
            node = child;
        }
    }

    /// <summary>Learns what came of it.</summary>
    public AdaptiveBranchingNode Tell(AdaptiveBranchingNode parent, int action, double reward)
    {
        var best = parent.Children.Select(sibling => sibling.Reward).DefaultIfEmpty(0).Max();
        var node = new AdaptiveBranchingNode(parent, action, reward, priors, actions, _groups) { IsClosed = unit == RewardUnit.Step && reward <= 0 };
        node.Own.Observe(reward);
        _rewards[action].Add(reward);
        parent.Wider[GroupOf(action)].Observe(unit == RewardUnit.Step ? Math.Max(0, reward - best) : reward);
        if (unit == RewardUnit.Step)
            parent.Deeper[GroupOf(action)].Observe(reward);
        parent.Actions[action].Observe(reward);
        for (var ancestor = parent; ancestor.Parent is { } above; ancestor = above)
        {
            ancestor.Own.Observe(reward);
            above.Deeper[GroupOf(ancestor.Action)].Observe(reward);
            above.Actions[ancestor.Action].Observe(reward);
        }

        return node;
    }

    private int GroupOf(int action) => _groups == 1 ? 0 : action;

    private int Decide(AdaptiveBranchingNode node, out AdaptiveBranchingNode? child)
    {
        if (rule == BranchingRule.MixedModel)
            return DecideByMixedModel(node, out child);
        var action = rule == BranchingRule.Stacked ? BestDraw(node.Actions) : 0;
        var wider = draw(node.Wider[GroupOf(action)]);
        var deeper = draw(node.Deeper[GroupOf(action)]);
        var open = node.Children.Where(candidate => !candidate.IsClosed && (_groups == 1 || candidate.Action == action)).ToList();
        child = deeper > wider && open.Count > 0 ? open[BestDraw([.. open.Select(candidate => candidate.Own)])] : null;
        return child is null && rule != BranchingRule.Stacked ? BestAction() : action;
    }

    private int DecideByMixedModel(AdaptiveBranchingNode node, out AdaptiveBranchingNode? child)
    {
        child = null;
        if (node.Children.Count > 0)
        {
            var drawn = mixedModel!([.. node.Children.Select(candidate => candidate.Rewards.ToArray())]);
            var best = drawn[^1];
            for (var index = 0; index < node.Children.Count; index++)
            {
                if (!node.Children[index].IsClosed && drawn[index] > best)
                    (child, best) = (node.Children[index], drawn[index]);
            }
        }

        return child is null ? BestAction() : 0;
    }

    private int BestAction()
    {
        if (actions == 1)
            return 0;
        if (rule == BranchingRule.Ucb)
            return UpperConfidenceBound.BestArm([.. _rewards.Select(list => list.Sum())], [.. _rewards.Select(list => list.Count)], Math.Sqrt(2));
        return BestDraw([.. _rewards.Select((list, action) =>
        {
            var belief = priors(action);
            list.ForEach(belief.Observe);
            return belief;
        })]);
    }

    private int BestDraw(Posterior[] beliefs)
    {
        var best = 0;
        var largest = double.NegativeInfinity;
        for (var index = 0; index < beliefs.Length; index++)
        {
            var drawn = draw(beliefs[index]);
            if (drawn > largest)
                (best, largest) = (index, drawn);
        }

        return best;
    }
}
