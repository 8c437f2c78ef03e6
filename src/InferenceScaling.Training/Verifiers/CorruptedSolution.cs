using System.Collections.Immutable;

namespace InferenceScaling.Training.Verifiers;

/// <summary>A solution with one error put in.</summary>
/// <param name="Steps">Its steps as text.</param>
/// <param name="Kind">What was done.</param>
/// <param name="FirstChanged">The first step that is not the original's at this place. Whether the steps after it are wrong too is the task's to say.</param>
public sealed record CorruptedSolution(ImmutableArray<string> Steps, StepCorruptionKind Kind, int FirstChanged);
