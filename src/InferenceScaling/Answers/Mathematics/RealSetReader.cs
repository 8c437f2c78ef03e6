namespace InferenceScaling.Answers.Mathematics;

/// <summary>Reads intervals, unions, finite sets and inequalities in one variable as sets of real numbers.</summary>
internal sealed class RealSetReader(ScalarReader scalars, int sign)
{
    /// <summary>The set, or null if the expression is not one with real ends.</summary>
    public RealSet? Read(MathNode node) => node switch
    {
        CollectionNode { Open: '{' } set => Points(set),
        CollectionNode { Items: [var lower, var upper] } interval => Interval(interval, lower, upper),
        CallNode { Function: "cup" or "cap" or "setminus", Arguments: [var left, var right] } call => Combine(call.Function, Read(left), Read(right)),
        RelationNode { Operators: ["in"] } relation => Read(relation.Operands[1]),
        RelationNode relation when relation.Operators.All(name => name is "<" or ">" or "le" or "ge" or "ne") => Chain(relation),
        ListNode list when list.Items.All(IsSet) => list.Items.Select(Read).Aggregate((sum, next) => Combine(list.IsConjunction && list.Items.All(item => item is RelationNode) ? "cap" : "cup", sum, next)),
        _ => null,
    };

    // (1,2), (3,4) are points; (-∞,2), (3,∞) are intervals.
    private static bool IsSet(MathNode node) => node is RelationNode or CallNode { Function: "cup" or "cap" or "setminus" }
        || (node is CollectionNode { Items.Length: 2 } pair && (pair.Open != '(' || pair.Close != ')' || pair.Items.Any(IsInfinite)));

    private static bool IsInfinite(MathNode node) => node is SymbolNode { Name: "infty" } or CallNode { Function: "negate", Arguments: [SymbolNode { Name: "infty" }] };

    private static RealSet? Combine(string operation, RealSet? left, RealSet? right)
    {
        if (left is null || right is null)
            return null;
        return operation switch
        {
            "cup" => RealSet.Union(left, right),
            "cap" => RealSet.Intersection(left, right),
            _ => RealSet.Difference(left, right),
        };
    }

    private RealSet? Points(CollectionNode set)
    {
        var points = new List<RealInterval>();
        foreach (var item in set.Items)
        {
            foreach (var branch in (ReadOnlySpan<int>)(MathNodes.HasPlusMinus(item) ? [1, -1] : [sign]))
            {
                if (Bound(item, branch) is not { Infinity: 0 } bound)
                    return null;
                points.Add(new(bound, true, bound, true));
            }
        }

        return new(points);
    }

    private RealSet? Interval(CollectionNode interval, MathNode lower, MathNode upper)
    {
        if (Bound(lower, sign) is not { } low || Bound(upper, sign) is not { } high || RealBound.Compare(low, high) >= 0)
            return null;
        return new([new(low, interval.Open == '[' && low.Infinity == 0, high, interval.Close == ']' && high.Infinity == 0)]);
    }

    private RealSet? Chain(RelationNode relation)
    {
        var result = (RealSet?)RealSet.All;
        for (var index = 0; index < relation.Operators.Length && result is not null; index++)
            result = Combine("cap", result, Inequality(relation.Operands[index], relation.Operators[index], relation.Operands[index + 1]));
        return result;
    }

    private RealSet? Inequality(MathNode left, string name, MathNode right)
    {
        // -∞ < x says nothing.
        if (IsInfinite(left) || IsInfinite(right))
            return RealSet.All;
        var difference = new CallNode("+", MathNodes.StripUnit(left), new CallNode("negate", MathNodes.StripUnit(right)));
        if (MathNodes.Variables(difference) is not [var variable] || scalars.Linear(difference, variable, sign) is not ({ IsZero: false } slope, var intercept))
            return null;
        if (Bound(-intercept / slope) is not { } bound)
            return null;
        if (name == "ne")
            return RealSet.Difference(RealSet.All, new([new(bound, true, bound, true)]));
        var isClosed = name is "le" or "ge";
        var isBelow = name is "<" or "le" == slope.Real.Sign > 0;
        return new([isBelow ? new(RealBound.Below, false, bound, isClosed) : new(bound, isClosed, RealBound.Above, false)]);
    }

    private RealBound? Bound(MathNode node, int branch)
    {
        if (IsInfinite(node))
            return node is SymbolNode ? RealBound.Above : RealBound.Below;
        return scalars.Read(MathNodes.StripUnit(node), branch) is { Constant: { } value } ? Bound(value) : null;
    }

    private static RealBound? Bound(ComplexNumber value) => value.IsReal ? new(0, value.Real, Scalar.FromConstant(value).Key) : null;
}
