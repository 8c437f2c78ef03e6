namespace InferenceScaling.Conformance;

/// <summary>A result differs from the reference.</summary>
public sealed class ConformanceException(string message) : Exception(message);
