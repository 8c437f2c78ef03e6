using InferenceScaling.Paths;

namespace InferenceScaling.Budgets;

/// <summary>What a request has cost.</summary>
/// <param name="Tokens">Tokens by kind.</param>
/// <param name="GeneratorCalls">Steps asked of generators, failed attempts included.</param>
/// <param name="VerifierCalls">Paths given to the verifier, failed attempts included.</param>
/// <param name="Duration">Time since the request began.</param>
public readonly record struct ReasoningUsage(TokenUsage Tokens, long GeneratorCalls, long VerifierCalls, TimeSpan Duration)
{
    /// <summary>What the tokens cost, in the currency of the price table; null if a model that was called has no price there.</summary>
    public decimal? Money { get; init; }

    /// <summary>What the energy source counts for the tokens; null if it does not know a model that was called.</summary>
    public double? Joules { get; init; }

    /// <summary>Most key-value memory, in bytes, that was set aside at a time: what live paths held and running calls could add to it. Null if no model that was called tells it. Where strategies run side by side it varies from run to run, as the duration does.</summary>
    public long? KvBytes { get; init; }
}
