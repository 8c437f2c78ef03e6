using InferenceScaling.Paths;

namespace InferenceScaling.Search;

/// <summary>How the paths of one call to the runner are made.</summary>
/// <param name="Generator">The model.</param>
/// <param name="MaxSteps">Most steps by which each path grows.</param>
/// <param name="Score">Whether each path is scored, even if it has not ended.</param>
/// <param name="IsAside">Whether the paths are beside the search: no candidates, no trace.</param>
/// <param name="Options">How to generate.</param>
internal sealed record StepOrder(IStepGenerator Generator, int MaxSteps, bool Score, bool IsAside, StepOptions Options);
