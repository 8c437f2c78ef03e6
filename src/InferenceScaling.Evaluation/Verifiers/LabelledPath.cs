using System.Collections.Immutable;

namespace InferenceScaling.Evaluation.Verifiers;

/// <summary>A path that a verifier scored and whose truth is known.</summary>
/// <param name="Problem">Which problem it answers.</param>
/// <param name="Score">The path's score, in [0, 1].</param>
/// <param name="IsCorrect">Whether its answer is right.</param>
public sealed record LabelledPath(string Problem, double Score, bool IsCorrect)
{
    /// <summary>The score of each step, if known.</summary>
    public ImmutableArray<double> StepScores { get; init; } = [];

    /// <summary>The first wrong step, from zero, if steps are labelled; null if none is wrong. Without labels of steps, leave <see cref="HasStepLabels"/> false.</summary>
    public int? FirstError { get; init; }

    /// <summary>Whether <see cref="FirstError"/> is known; otherwise each step counts as right if the answer is.</summary>
    public bool HasStepLabels { get; init; }

    /// <summary>The path's length in tokens or steps, for the bias of length; 0 takes the number of step scores.</summary>
    public int Length { get; init; }
}
