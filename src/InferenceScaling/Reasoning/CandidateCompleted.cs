using InferenceScaling.Budgets;

namespace InferenceScaling.Reasoning;

/// <summary>A path ended.</summary>
/// <param name="Candidate">The path with its answer and scores.</param>
/// <param name="Usage">What the request has cost so far.</param>
public sealed record CandidateCompleted(ReasoningCandidate Candidate, ReasoningUsage Usage) : ReasoningUpdate(Usage);
