namespace InferenceScaling.Answers.Mathematics;

/// <summary>An interval of real numbers; a point is a closed one.</summary>
internal readonly record struct RealInterval(RealBound Lower, bool HasLower, RealBound Upper, bool HasUpper)
{
    public bool IsPoint => Lower == Upper;

    public bool IsEmpty => RealBound.Compare(Lower, Upper) is var order && (order > 0 || (order == 0 && !(HasLower && HasUpper)));

    public static RealInterval Intersect(RealInterval left, RealInterval right)
    {
        var lower = RealBound.Compare(left.Lower, right.Lower);
        var upper = RealBound.Compare(left.Upper, right.Upper);
        return new(
            lower >= 0 ? left.Lower : right.Lower,
            lower > 0 ? left.HasLower : lower < 0 ? right.HasLower : left.HasLower && right.HasLower,
            upper <= 0 ? left.Upper : right.Upper,
            upper < 0 ? left.HasUpper : upper > 0 ? right.HasUpper : left.HasUpper && right.HasUpper);
    }

    public override string ToString() => $"{(HasLower ? '[' : '(')}{Lower.Key},{Upper.Key}{(HasUpper ? ']' : ')')}";
}
