namespace InferenceScaling.Benchmarks.Regression;

/// <summary>One figure and the baseline's.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Baseline">The baseline's ratio to its calibration; null where it has none.</param>
/// <param name="Measured">The ratio now; null where it was not measured.</param>
/// <param name="Verdict">What that means.</param>
internal sealed record RegressionRow(string Name, double? Baseline, double? Measured, RegressionVerdict Verdict)
{
    /// <summary>How many times as long it takes now.</summary>
    public double? Change => Measured / Baseline;
}
