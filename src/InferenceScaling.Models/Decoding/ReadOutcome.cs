namespace InferenceScaling.Models.Decoding;

/// <summary>What a <see cref="ReadRequest"/> found.</summary>
/// <param name="Values">The log-probability of each token; or the head's outputs at the marked tokens, one row after the other.</param>
/// <param name="PromptTokens">Tokens of the context that were read.</param>
/// <param name="CachedPromptTokens">Tokens of the context that a cache held.</param>
/// <param name="WasKnown">Whether another path had read the same step after the same context, so that no token of it was read.</param>
/// <param name="Continuation">Where to go on from.</param>
internal sealed record ReadOutcome(float[] Values, int PromptTokens, int CachedPromptTokens, bool WasKnown, ContextHandle? Continuation);
