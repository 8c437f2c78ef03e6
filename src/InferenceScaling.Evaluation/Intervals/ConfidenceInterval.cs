namespace InferenceScaling.Evaluation.Intervals;

/// <summary>A range that holds the true value with a stated confidence.</summary>
/// <param name="Lower">The lower end.</param>
/// <param name="Upper">The upper end.</param>
public readonly record struct ConfidenceInterval(double Lower, double Upper)
{
    /// <summary>Whether a value is inside, ends included.</summary>
    /// <param name="value">A value.</param>
    public bool Contains(double value) => value >= Lower && value <= Upper;
}
