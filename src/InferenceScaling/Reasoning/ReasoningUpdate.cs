using InferenceScaling.Budgets;

namespace InferenceScaling.Reasoning;

/// <summary>Something that happened during a search. Updates come in the order of time, which varies from run to run; the result does not.</summary>
/// <param name="Usage">What the request has cost so far.</param>
public abstract record ReasoningUpdate(ReasoningUsage Usage);
