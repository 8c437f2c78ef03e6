namespace InferenceScaling.Answers.Mathematics;

/// <summary>An end of an interval: a real number or an infinity.</summary>
/// <param name="Infinity">-1, 0 or 1.</param>
/// <param name="Value">The number, if it is finite.</param>
/// <param name="Key">The canonical key of the number.</param>
internal readonly record struct RealBound(int Infinity, BigFloat Value, string Key)
{
    public static RealBound Below { get; } = new(-1, BigFloat.Zero, "-∞");

    public static RealBound Above { get; } = new(1, BigFloat.Zero, "∞");

    public static int Compare(RealBound left, RealBound right)
    {
        if (left.Infinity != 0 || right.Infinity != 0)
            return left.Infinity.CompareTo(right.Infinity);
        return left.Key == right.Key ? 0 : BigFloat.Compare(left.Value, right.Value);
    }
}
