using InferenceScaling.Paths;

namespace InferenceScaling.Search;

/// <summary>A path and what the verifier thinks of it.</summary>
/// <param name="Path">The path.</param>
/// <param name="Score">The aggregated score in [0, 1]; null if the path was not scored.</param>
public sealed record ScoredPath(ReasoningPath Path, double? Score);
