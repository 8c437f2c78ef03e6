using System.Collections.Immutable;

namespace InferenceScaling.Paths;

/// <summary>What a model made of a prompt.</summary>
/// <param name="Values">The last hidden state at the prompt's last token, after the final normalisation: as many numbers as the model is wide.</param>
/// <param name="Usage">What reading cost.</param>
public sealed record PromptState(ImmutableArray<float> Values, TokenUsage Usage);
