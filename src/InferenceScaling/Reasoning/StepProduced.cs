using InferenceScaling.Budgets;
using InferenceScaling.Paths;

namespace InferenceScaling.Reasoning;

/// <summary>A path grew by a step.</summary>
/// <param name="Path">The path with the new step last.</param>
/// <param name="Usage">What the request has cost so far.</param>
public sealed record StepProduced(ReasoningPath Path, ReasoningUsage Usage) : ReasoningUpdate(Usage);
