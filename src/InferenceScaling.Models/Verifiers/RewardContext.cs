using InferenceScaling.Models.Decoding;

namespace InferenceScaling.Models.Verifiers;

/// <summary>What reading can go on from.</summary>
/// <param name="Handle">A cache, acquired; null for none.</param>
/// <param name="Tokens">For want of it, the tokens to share with other requests; null to start a context.</param>
/// <param name="IsPrompt">Whether the tokens are those of the prompt, which count for who reads them first.</param>
internal readonly record struct RewardContext(ContextHandle? Handle, int[]? Tokens, bool IsPrompt)
{
    /// <summary>Number of tokens.</summary>
    public int Length => Handle?.Length ?? Tokens?.Length ?? 0;
}
