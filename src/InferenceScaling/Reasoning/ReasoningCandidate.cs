using System.Collections.Immutable;
using System.Text.Json.Serialization;
using InferenceScaling.Paths;
using InferenceScaling.Verification;

namespace InferenceScaling.Reasoning;

/// <summary>A path that ended: a possible answer.</summary>
public sealed record ReasoningCandidate
{
    /// <summary>The path in the search tree.</summary>
    [JsonIgnore]
    public required ReasoningPath Path { get; init; }

    /// <summary>Where the path is in the tree, such as <c>0.3.1</c>.</summary>
    public string Place => Path.ToString();

    /// <summary>Everything the model wrote on this path.</summary>
    public string Text => Path.Text;

    /// <summary>The answer as written, or null if the text holds none.</summary>
    public string? Answer { get; init; }

    /// <summary>The key that equal answers share.</summary>
    public string? CanonicalAnswer { get; init; }

    /// <summary>The verifier's score of each step; empty if the path was not scored.</summary>
    public ImmutableArray<double> StepScores { get; init; } = [];

    /// <summary>The path's score in [0, 1]; null if it was not scored.</summary>
    public double? Score { get; init; }

    /// <summary>What the verifier says is wrong, if it says it.</summary>
    public ImmutableArray<StepFeedback> Feedback { get; init; } = [];

    /// <summary>Whether a limit ended the path before the model did.</summary>
    public bool IsCut { get; init; }
}
