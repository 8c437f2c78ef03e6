using InferenceScaling.Budgets;

namespace InferenceScaling.Allocation;

/// <summary>What of a request's usage counts as its cost.</summary>
/// <param name="Name">Its unit, such as <c>generated tokens</c>; part of what is written down.</param>
/// <param name="Cost">The cost; 0 or more.</param>
public sealed record CostMeasure(string Name, Func<ReasoningUsage, double> Cost)
{
    /// <summary>Tokens sampled.</summary>
    public static CostMeasure GeneratedTokens { get; } = new("generated tokens", static usage => usage.Tokens.Generated);

    /// <summary>Tokens that were computed: read, sampled and verified.</summary>
    public static CostMeasure ComputedTokens { get; } = new("computed tokens", static usage => usage.Tokens.Computed);

    /// <summary>Calls to generator and verifier.</summary>
    public static CostMeasure Calls { get; } = new("calls", static usage => usage.GeneratorCalls + usage.VerifierCalls);

    /// <summary>Seconds. Depends on the machine and its load.</summary>
    public static CostMeasure Seconds { get; } = new("seconds", static usage => usage.Duration.TotalSeconds);
}
