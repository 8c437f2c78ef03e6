namespace InferenceScaling.Allocation;

/// <summary>One of the ways to treat a question.</summary>
/// <param name="Cost">What it costs; at least 0.</param>
/// <param name="Value">What it is expected to be worth, such as its accuracy.</param>
public readonly record struct AllocationOption(double Cost, double Value);
