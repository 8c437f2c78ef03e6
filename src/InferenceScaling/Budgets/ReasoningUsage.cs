using InferenceScaling.Paths;

namespace InferenceScaling.Budgets;

/// <summary>What a request has cost.</summary>
/// <param name="Tokens">Tokens by kind.</param>
/// <param name="GeneratorCalls">Steps asked of the generator.</param>
/// <param name="VerifierCalls">Paths given to the verifier.</param>
/// <param name="Duration">Time since the request began.</param>
public readonly record struct ReasoningUsage(TokenUsage Tokens, long GeneratorCalls, long VerifierCalls, TimeSpan Duration);
