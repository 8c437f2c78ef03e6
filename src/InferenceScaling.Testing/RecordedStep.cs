using InferenceScaling.Paths;

namespace InferenceScaling.Testing;

/// <summary>A line of a recording.</summary>
internal sealed record RecordedStep(ulong Key, ReasoningStep? Step);
