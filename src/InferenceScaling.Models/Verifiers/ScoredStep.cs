using InferenceScaling.Models.Decoding;

namespace InferenceScaling.Models.Verifiers;

/// <summary>What is known of a step that was scored.</summary>
/// <param name="Stem">The tokens through this step.</param>
/// <param name="Score">The score.</param>
/// <param name="Handle">The cache of the stem, where it was kept.</param>
internal sealed record ScoredStep(int[] Stem, double Score, ContextHandle? Handle);
