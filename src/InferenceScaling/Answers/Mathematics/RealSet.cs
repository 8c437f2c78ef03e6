using System.Collections.Immutable;

namespace InferenceScaling.Answers.Mathematics;

/// <summary>A union of intervals and points, in order, apart from each other and as few as can be: equal sets are written the same.</summary>
internal sealed record RealSet
{
    public RealSet(IEnumerable<RealInterval> intervals)
    {
        var merged = ImmutableArray.CreateBuilder<RealInterval>();
        foreach (var next in intervals.Where(interval => !interval.IsEmpty).Order(Comparer<RealInterval>.Create(CompareLower)))
        {
            if (merged.Count > 0 && Touches(merged[^1], next))
                merged[^1] = Join(merged[^1], next);
            else
                merged.Add(next);
        }

        Intervals = merged.ToImmutable();
    }

    public static RealSet All { get; } = new([new(RealBound.Below, false, RealBound.Above, false)]);

    public ImmutableArray<RealInterval> Intervals { get; }

    public bool IsFinite => Intervals.All(interval => interval.IsPoint);

    public static RealSet Union(RealSet left, RealSet right) => new(left.Intervals.Concat(right.Intervals));

    public static RealSet Intersection(RealSet left, RealSet right) =>
        new(left.Intervals.SelectMany(first => right.Intervals.Select(second => RealInterval.Intersect(first, second))));

    public static RealSet Difference(RealSet left, RealSet right) => Intersection(left, Complement(right));

    public override string ToString() => IsFinite
        ? "{" + string.Join(",", Intervals.Select(point => point.Lower.Key).Order(StringComparer.Ordinal)) + "}"
        : string.Join("∪", Intervals.Select(interval => interval.IsPoint ? "{" + interval.Lower.Key + "}" : interval.ToString()));

    private static RealSet Complement(RealSet set)
    {
        var gaps = new List<RealInterval>();
        var (start, closed) = (RealBound.Below, false);
        foreach (var interval in set.Intervals)
        {
            gaps.Add(new(start, closed, interval.Lower, interval.Lower.Infinity == 0 && !interval.HasLower));
            (start, closed) = (interval.Upper, interval.Upper.Infinity == 0 && !interval.HasUpper);
        }

        gaps.Add(new(start, closed, RealBound.Above, false));
        return new(gaps);
    }

    private static int CompareLower(RealInterval left, RealInterval right) =>
        RealBound.Compare(left.Lower, right.Lower) is not 0 and var order ? order : right.HasLower.CompareTo(left.HasLower);

    private static bool Touches(RealInterval left, RealInterval right) =>
        RealBound.Compare(left.Upper, right.Lower) is var order && (order > 0 || (order == 0 && (left.HasUpper || right.HasLower)));

    private static RealInterval Join(RealInterval left, RealInterval right)
    {
        var order = RealBound.Compare(left.Upper, right.Upper);
        return left with { Upper = order >= 0 ? left.Upper : right.Upper, HasUpper = order > 0 ? left.HasUpper : order < 0 ? right.HasUpper : left.HasUpper || right.HasUpper };
    }
}
