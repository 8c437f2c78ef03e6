using System.Collections.Immutable;

namespace InferenceScaling.Training.Verifiers;

/// <summary>A step and what is known of it.</summary>
/// <param name="Tokens">Its tokens, the delimiter included; at least one.</param>
/// <param name="IsRight">Whether it is right given what is written before it.</param>
public sealed record LabelledStep(ImmutableArray<int> Tokens, bool IsRight);
