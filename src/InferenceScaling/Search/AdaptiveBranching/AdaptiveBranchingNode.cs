namespace InferenceScaling.Search.AdaptiveBranching;

/// <summary>A node of an adaptive-branching tree: what is believed about going wider, going deeper, the actions and the children.</summary>
internal sealed class AdaptiveBranchingNode
{
    private readonly List<AdaptiveBranchingNode> _children = [];

    /// <summary>Makes a node.</summary>
    /// <param name="parent">Null for the root.</param>
    /// <param name="action">What made the node.</param>
    /// <param name="reward">Its own reward.</param>
    /// <param name="priors">Makes the prior of an action, or with −1 of anything else.</param>
    /// <param name="actions">Number of actions.</param>
    /// <param name="groups">1 if the actions share one decision between wider and deeper, else the number of actions.</param>
    public AdaptiveBranchingNode(AdaptiveBranchingNode? parent, int action, double reward, Func<int, Posterior> priors, int actions, int groups)
    {
        Parent = parent;
        Action = action;
        Reward = reward;
        Own = priors(-1);
        Actions = [.. Enumerable.Range(0, actions).Select(priors)];
        Wider = [.. Enumerable.Range(0, groups).Select(_ => priors(-1))];
        Deeper = [.. Enumerable.Range(0, groups).Select(_ => priors(-1))];
        parent?._children.Add(this);
    }

    public AdaptiveBranchingNode? Parent { get; }

    public int Action { get; }

    public double Reward { get; }

    public IReadOnlyList<AdaptiveBranchingNode> Children => _children;

    /// <summary>Belief about this node as a place to continue.</summary>
    public Posterior Own { get; }

    public Posterior[] Actions { get; }

    public Posterior[] Wider { get; }

    public Posterior[] Deeper { get; }

    /// <summary>Whether the node is never continued: it ended, or nothing can come of it.</summary>
    public bool IsClosed { get; set; }

    /// <summary>The rewards of this node and all below it.</summary>
    public IEnumerable<double> Rewards => _children.SelectMany(child => child.Rewards).Prepend(Reward);
}
