namespace InferenceScaling.Budgets;

/// <summary>A budget that many requests share, such as a tenant's quota: <c>request with { Account = tenant }</c>. Requests draw from it, and from the accounts above it, as well as from their own budgets, and never overspend it together. Thread-safe.</summary>
/// <remarks>
/// Nothing waits for an account: a request whose next call does not fit in what is left, counting what calls under way have reserved, ends with the best answer so far
/// and names the account in <see cref="Reasoning.ReasoningResult.Limit"/>. Limits on time hold for each request.
/// Which of several concurrent requests finds the account spent depends on their timing.
/// </remarks>
public sealed class BudgetAccount
{
    /// <summary>Opens an account.</summary>
    /// <param name="name">What the limits are called in results.</param>
    /// <param name="budget">What all requests together may cost; of each period, if there are such.</param>
    /// <param name="parent">The account that this one draws from, such as the organisation's of a tenant; null for none.</param>
    /// <param name="period">After how long what was spent is forgotten, again and again from now on; null for never. What is reserved or held at that time still counts.</param>
    /// <param name="time">The clock of the periods; null for the system's.</param>
    public BudgetAccount(string name, Budget budget, BudgetAccount? parent = null, TimeSpan? period = null, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(budget);
        if (period is { } length)
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(length, TimeSpan.Zero, nameof(period));
        Name = name;
        Budget = budget;
        Parent = parent;
        Ledger = new(budget, time ?? TimeProvider.System, CostMeter.None, parent?.Ledger, name, period);
    }

    /// <summary>What the limits are called in results.</summary>
    public string Name { get; }

    /// <summary>What all requests together may cost.</summary>
    public Budget Budget { get; }

    /// <summary>The account that this one draws from; null for none.</summary>
    public BudgetAccount? Parent { get; }

    /// <summary>What requests have cost, in this period. <see cref="ReasoningUsage.Duration"/> is the time since it began.</summary>
    public ReasoningUsage Spent => Ledger.Usage;

    /// <summary>What calls under way have reserved: nothing when none is. <see cref="ReasoningUsage.Duration"/> is zero.</summary>
    public ReasoningUsage Reserved => Ledger.Reserved;

    /// <summary>What is left of each limit, counting what is reserved. The accounts above may have less.</summary>
    public Budget Remaining => Ledger.Remaining;

    internal BudgetLedger Ledger { get; }
}
