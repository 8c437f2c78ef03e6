using System.Collections.Immutable;

namespace InferenceScaling.Budgets;

/// <summary>The limits of a budget as a list, without those on time.</summary>
internal static class BudgetLimits
{
    public static ImmutableArray<(BudgetKind Kind, decimal Allowed)> Of(Budget budget)
    {
        var limits = ImmutableArray.CreateBuilder<(BudgetKind, decimal)>();
        Add(BudgetKind.PromptTokens, budget.PromptTokens);
        Add(BudgetKind.GeneratedTokens, budget.GeneratedTokens);
        Add(BudgetKind.VerifiedTokens, budget.VerifiedTokens);
        Add(BudgetKind.ComputedTokens, budget.ComputedTokens);
        Add(BudgetKind.GeneratorCalls, budget.GeneratorCalls);
        Add(BudgetKind.VerifierCalls, budget.VerifierCalls);
        Add(BudgetKind.AllCalls, budget.AllCalls);
        Add(BudgetKind.Money, budget.Spending);
        Add(BudgetKind.Joules, budget.Energy is { } joules ? Decimal(joules) : null);
        Add(BudgetKind.Memory, budget.KvBytes);
        return limits.ToImmutable();

        void Add(BudgetKind kind, decimal? allowed)
        {
            if (allowed is { } limit)
                limits.Add((kind, limit));
        }
    }

    /// <summary>The budget with these limits in place of its own; kinds that are missing are not limited.</summary>
    public static Budget With(Budget budget, Func<BudgetKind, decimal, decimal> change)
    {
        long? Whole(BudgetKind kind, long? limit) => limit is { } allowed ? (long)change(kind, allowed) : null;
        return budget with
        {
            PromptTokens = Whole(BudgetKind.PromptTokens, budget.PromptTokens),
            GeneratedTokens = Whole(BudgetKind.GeneratedTokens, budget.GeneratedTokens),
            VerifiedTokens = Whole(BudgetKind.VerifiedTokens, budget.VerifiedTokens),
            ComputedTokens = Whole(BudgetKind.ComputedTokens, budget.ComputedTokens),
            GeneratorCalls = Whole(BudgetKind.GeneratorCalls, budget.GeneratorCalls),
            VerifierCalls = Whole(BudgetKind.VerifierCalls, budget.VerifierCalls),
            AllCalls = Whole(BudgetKind.AllCalls, budget.AllCalls),
            Spending = budget.Spending is { } money ? change(BudgetKind.Money, money) : null,
            Energy = budget.Energy is { } joules ? (double)change(BudgetKind.Joules, Decimal(joules)) : null,
            KvBytes = Whole(BudgetKind.Memory, budget.KvBytes),
        };
    }

    /// <summary>A number as a decimal: no number is no budget, and what is too large for a decimal is too large to reach.</summary>
    private static decimal Decimal(double value) => double.IsNaN(value) ? 0 : value >= 1e27 ? (decimal)1e27 : value <= -1e27 ? (decimal)-1e27 : (decimal)value;
}
