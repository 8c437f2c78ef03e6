namespace InferenceScaling.Benchmarks.Regression;

/// <summary>What a figure says beside the baseline's.</summary>
internal enum RegressionVerdict
{
    /// <summary>Within the tolerance.</summary>
    Unchanged,

    /// <summary>Slower than the tolerance allows.</summary>
    Slower,

    /// <summary>Faster by more than the tolerance: the baseline can be updated.</summary>
    Faster,

    /// <summary>The baseline has no such figure.</summary>
    New,

    /// <summary>Only the baseline has it: it was not measured.</summary>
    Missing,
}
