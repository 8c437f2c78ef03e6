namespace InferenceScaling.Budgets;

/// <summary>What a budget can limit.</summary>
public enum BudgetKind
{
    /// <summary>Tokens read to start or restore a path, without those that the request had the model read before: <see cref="Budget.PromptTokens"/>.</summary>
    PromptTokens,

    /// <summary>Tokens sampled: <see cref="Budget.GeneratedTokens"/>.</summary>
    GeneratedTokens,

    /// <summary>Tokens that a verifier read: <see cref="Budget.VerifiedTokens"/>.</summary>
    VerifiedTokens,

    /// <summary>Prompt, generated and verified tokens together: <see cref="Budget.ComputedTokens"/>.</summary>
    ComputedTokens,

    /// <summary>Calls to generators: <see cref="Budget.GeneratorCalls"/>.</summary>
    GeneratorCalls,

    /// <summary>Calls to the verifier: <see cref="Budget.VerifierCalls"/>.</summary>
    VerifierCalls,

    /// <summary>Calls to generators and to the verifier together: <see cref="Budget.AllCalls"/>.</summary>
    AllCalls,

    /// <summary>Money: <see cref="Budget.Spending"/>.</summary>
    Money,

    /// <summary>Joules: <see cref="Budget.Energy"/>.</summary>
    Joules,

    /// <summary>Key-value memory of live paths: <see cref="Budget.KvBytes"/>.</summary>
    Memory,

    /// <summary>Duration: <see cref="Budget.Time"/>.</summary>
    Time,

    /// <summary>A point in time: <see cref="Budget.Deadline"/>.</summary>
    Deadline,
}
