using InferenceScaling.Models.Decoding;

namespace InferenceScaling.Models.Verifiers;

/// <summary>What is known of a step that was scored.</summary>
/// <param name="Stem">The tokens through this step.</param>
/// <param name="Score">The score.</param>
/// <param name="Handle">The cache of the stem, where it was kept.</param>
/// <param name="IsLost">Whether the cache was kept in a process that died: it counts as if it were there, and is computed again when it is needed.</param>
internal sealed record ScoredStep(int[] Stem, double Score, ContextHandle? Handle, bool IsLost = false);
