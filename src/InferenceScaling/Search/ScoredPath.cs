using System.Collections.Immutable;
using InferenceScaling.Paths;
using InferenceScaling.Verification;

namespace InferenceScaling.Search;

/// <summary>A path and what the verifier thinks of it.</summary>
/// <param name="Path">The path.</param>
/// <param name="Score">The aggregated score in [0, 1]; null if the path was not scored.</param>
/// <param name="HasEnded">Whether the path is a candidate now: it is complete, or a limit or the budget ended it. Only a path that has not ended may be expanded.</param>
public sealed record ScoredPath(ReasoningPath Path, double? Score, bool HasEnded)
{
    /// <summary>The verifier's score of the last step alone; null if the path was not scored.</summary>
    public double? StepScore { get; init; }

    /// <summary>What the verifier says is wrong with the last step; empty if it says nothing or the path was not scored.</summary>
    public ImmutableArray<string> Feedback => Scores is null ? [] : [.. Scores.Feedback.Where(feedback => feedback.Step == Path.Depth - 1).Select(static feedback => feedback.Message)];

    /// <summary>Which of the children that one call asked for this is; some may be missing.</summary>
    internal int Request { get; init; }

    internal StepScores? Scores { get; init; }
}
