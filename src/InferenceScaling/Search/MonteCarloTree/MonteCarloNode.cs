namespace InferenceScaling.Search.MonteCarloTree;

/// <summary>A node of a Monte Carlo tree: statistics of what was seen at and below it.</summary>
internal sealed class MonteCarloNode(MonteCarloNode? parent, double value)
{
    private readonly List<MonteCarloNode> _children = [];

    public MonteCarloNode? Parent { get; } = parent;

    /// <summary>The node's own value when it was made.</summary>
    public double Value { get; } = value;

    public IReadOnlyList<MonteCarloNode> Children => _children;

    public int Visits { get; private set; }

    public double ValueSum { get; private set; }

    /// <summary>Softmax of the siblings' own values; 1 for an only child.</summary>
    public double Prior { get; private set; } = 1;

    /// <summary>Whether nothing below can be expanded: the node ended, or all its children are exhausted.</summary>
    public bool IsExhausted { get; private set; }

    /// <summary>Adds a child and counts its value for it and everything above.</summary>
    public MonteCarloNode Add(double value)
    {
        var child = new MonteCarloNode(this, value);
        _children.Add(child);
        if (_children.Count > 1)
            SetPriors();
        for (var node = child; node is not null; node = node.Parent)
        {
            node.Visits++;
            node.ValueSum += value;
        }

        return child;
    }

    /// <summary>Says that this node will not be expanded; a parent none of whose children can be is exhausted too.</summary>
    public void Exhaust()
    {
        IsExhausted = true;
        for (var node = Parent; node is not null && node._children.TrueForAll(child => child.IsExhausted); node = node.Parent)
            node.IsExhausted = true;
    }

    /// <summary>Descends by the largest bound, the first among equals, to a node without children.</summary>
    public MonteCarloNode Select(TreePolicy policy, double exploration)
    {
        var node = this;
        while (node._children.Count > 0)
        {
            MonteCarloNode? best = null;
            var bound = double.NegativeInfinity;
            foreach (var child in node._children)
            {
                if (child.IsExhausted)
                    continue;
                var own = child.Bound(policy, exploration);
                if (best is null || own > bound)
                    (best, bound) = (child, own);
            }

            node = best ?? throw new InvalidOperationException("Every path of the tree has ended.");
        }

        return node;
    }

    private double Bound(TreePolicy policy, double exploration) => policy switch
    {
        TreePolicy.Uct => UpperConfidenceBound.Uct(ValueSum, Visits, Parent!.Visits, exploration),
        TreePolicy.Puct => UpperConfidenceBound.Puct(ValueSum, Visits, Parent!.Visits, Prior, exploration),
        _ => UpperConfidenceBound.PriorWeightedUct(ValueSum, Visits, Parent!.Visits, Prior, exploration),
    };

    private void SetPriors()
    {
        var largest = _children.Max(child => child.Value);
        var sum = _children.Sum(child => Math.Exp(child.Value - largest));
        foreach (var child in _children)
            child.Prior = Math.Exp(child.Value - largest) / sum;
    }
}
