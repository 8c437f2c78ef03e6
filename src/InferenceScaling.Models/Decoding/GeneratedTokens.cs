using InferenceScaling.Paths;

namespace InferenceScaling.Models.Decoding;

/// <summary>What a <see cref="GenerateRequest"/> made.</summary>
/// <param name="Tokens">Ids, with an end-of-text token if one was drawn.</param>
/// <param name="LogProbabilities">Of each token under the raw model.</param>
/// <param name="SamplingLogProbabilities">Of each token under the distribution it was drawn from.</param>
/// <param name="Confidences">At each token; empty if nobody asked.</param>
/// <param name="Bytes">The bytes of the text, with those carried over from the step before, without end-of-text tokens.</param>
/// <param name="Finish">Why it ended.</param>
/// <param name="PromptTokens">Tokens read before the first one.</param>
/// <param name="CachedPromptTokens">Tokens that a cache held.</param>
/// <param name="Continuation">Where to go on from; null where the path ends.</param>
internal sealed record GeneratedTokens(
    List<int> Tokens,
    List<float> LogProbabilities,
    List<float> SamplingLogProbabilities,
    List<float> Confidences,
    ReadOnlyMemory<byte> Bytes,
    StepFinish Finish,
    int PromptTokens,
    int CachedPromptTokens,
    ContextHandle? Continuation);
