namespace InferenceScaling.Models.Decoding;

/// <summary>What a <see cref="StateRequest"/> found.</summary>
/// <param name="State">The hidden state.</param>
/// <param name="PromptTokens">Tokens of the context that were read.</param>
/// <param name="CachedPromptTokens">Tokens of the context that a cache held.</param>
internal sealed record StateOutcome(float[] State, int PromptTokens, int CachedPromptTokens);
