using InferenceScaling.Paths;

namespace InferenceScaling.Budgets;

/// <summary>An amount of everything that a budget can limit but time. Exact: what is added and taken away again leaves nothing.</summary>
internal readonly record struct Cost(TokenUsage Tokens = default, long GeneratorCalls = 0, long VerifierCalls = 0, decimal Money = 0, decimal Joules = 0, long KvBytes = 0)
{
    /// <summary>A call to a generator, without its tokens.</summary>
    public static Cost GeneratorCall { get; } = new(GeneratorCalls: 1);

    /// <summary>A call to a verifier, without its tokens.</summary>
    public static Cost VerifierCall { get; } = new(VerifierCalls: 1);

    public static Cost operator +(Cost left, Cost right) => new(
        left.Tokens + right.Tokens,
        left.GeneratorCalls + right.GeneratorCalls,
        left.VerifierCalls + right.VerifierCalls,
        left.Money + right.Money,
        left.Joules + right.Joules,
        left.KvBytes + right.KvBytes);

    public static Cost operator -(Cost left, Cost right) => new(
        new(left.Tokens.Prompt - right.Tokens.Prompt, left.Tokens.CachedPrompt - right.Tokens.CachedPrompt, left.Tokens.Generated - right.Tokens.Generated, left.Tokens.Verified - right.Tokens.Verified)
        {
            Restored = left.Tokens.Restored - right.Tokens.Restored,
            Spared = left.Tokens.Spared - right.Tokens.Spared,
        },
        left.GeneratorCalls - right.GeneratorCalls,
        left.VerifierCalls - right.VerifierCalls,
        left.Money - right.Money,
        left.Joules - right.Joules,
        left.KvBytes - right.KvBytes);

    /// <summary>The smaller of two costs, kind by kind.</summary>
    public static Cost Min(Cost left, Cost right) => new(
        new(
            Math.Min(left.Tokens.Prompt, right.Tokens.Prompt),
            Math.Min(left.Tokens.CachedPrompt, right.Tokens.CachedPrompt),
            Math.Min(left.Tokens.Generated, right.Tokens.Generated),
            Math.Min(left.Tokens.Verified, right.Tokens.Verified))
        {
            Restored = Math.Min(left.Tokens.Restored, right.Tokens.Restored),
            Spared = Math.Min(left.Tokens.Spared, right.Tokens.Spared),
        },
        Math.Min(left.GeneratorCalls, right.GeneratorCalls),
        Math.Min(left.VerifierCalls, right.VerifierCalls),
        Math.Min(left.Money, right.Money),
        Math.Min(left.Joules, right.Joules),
        Math.Min(left.KvBytes, right.KvBytes));

    /// <summary>Whether this is enough for a cost, kind by kind.</summary>
    public bool Covers(Cost cost) => Min(this, cost) == cost;

    /// <summary>How much of a kind it is.</summary>
    public decimal Amount(BudgetKind kind) => kind switch
    {
        BudgetKind.PromptTokens => Tokens.Prompt,
        BudgetKind.GeneratedTokens => Tokens.Generated,
        BudgetKind.VerifiedTokens => Tokens.Verified,
        BudgetKind.ComputedTokens => Tokens.Computed,
        BudgetKind.GeneratorCalls => GeneratorCalls,
        BudgetKind.VerifierCalls => VerifierCalls,
        BudgetKind.AllCalls => GeneratorCalls + VerifierCalls,
        BudgetKind.Money => Money,
        BudgetKind.Joules => Joules,
        BudgetKind.Memory => KvBytes,
        _ => 0,
    };
}
