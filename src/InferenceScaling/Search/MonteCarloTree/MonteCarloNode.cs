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

    /// <summary>Whether nothing below can be expanded: the node ended, or, where trees do not widen, all its children are exhausted.</summary>
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

    /// <summary>Says that this node will not be expanded; a parent none of whose children can be is exhausted too, unless it can get more.</summary>
    public void Exhaust(bool widens = false)
    {
        IsExhausted = true;
        if (widens)
            return;
        for (var node = Parent; node is not null && node._children.TrueForAll(child => child.IsExhausted); node = node.Parent)
            node.IsExhausted = true;
    }

    /// <summary>Descends by the largest bound, the first among equals, to a node without children; or to one for which more children promise at least as much as those it has.</summary>
    public MonteCarloNode Select(TreePolicy policy, double exploration, bool widens = false)
    {
        var node = this;
        while (node._children.Count > 0)
        {
            MonteCarloNode? best = null;
            var bound = double.NegativeInfinity;
            var wider = widens ? node.WiderBound(policy, exploration) : double.NegativeInfinity;
            foreach (var child in node._children)
            {
                if (child.IsExhausted)
                    continue;
                var own = child.Bound(policy, exploration);
                if (best is null || own > bound)
                    (best, bound) = (child, own);
            }

            if (widens && (best is null || wider >= bound))
                return node;
            node = best ?? throw new InvalidOperationException("Every path of the tree has ended.");
        }

        return node;
    }

    private double Bound(TreePolicy policy, double exploration) => Bound(policy, exploration, ValueSum, Visits, Parent!.Visits, Prior);

    // More children are one more arm: tried as often as there are children, worth what a visit of this node has been worth, with a sibling's mean prior.
    private double WiderBound(TreePolicy policy, double exploration) =>
        Bound(policy, exploration, ValueSum / Visits * _children.Count, _children.Count, Visits, 1.0 / _children.Count);

    private static double Bound(TreePolicy policy, double exploration, double valueSum, int visits, int parentVisits, double prior) => policy switch
    {
        TreePolicy.Uct => UpperConfidenceBound.Uct(valueSum, visits, parentVisits, exploration),
        TreePolicy.Puct => UpperConfidenceBound.Puct(valueSum, visits, parentVisits, prior, exploration),
        _ => UpperConfidenceBound.PriorWeightedUct(valueSum, visits, parentVisits, prior, exploration),
    };

    private void SetPriors()
    {
        var largest = _children.Max(child => child.Value);
        var sum = _children.Sum(child => Math.Exp(child.Value - largest));
        foreach (var child in _children)
            child.Prior = Math.Exp(child.Value - largest) / sum;
    }
}
