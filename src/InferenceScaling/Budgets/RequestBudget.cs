namespace InferenceScaling.Budgets;

/// <summary>All that limits one request: its own budget and the accounts it draws from.</summary>
internal sealed class RequestBudget
{
    private readonly long _started;
    private readonly TimeProvider _time;
    private readonly (TimeSpan Allowed, BudgetKind Kind, string? Account)? _limit;

    /// <summary>Opens the ledger of a request.</summary>
    /// <param name="budget">The request's own budget.</param>
    /// <param name="account">The account it draws from; null for none.</param>
    /// <param name="prices">Prices by model.</param>
    /// <param name="energy">Joules by model; null for none.</param>
    /// <param name="time">The clock.</param>
    public RequestBudget(Budget budget, BudgetAccount? account, PriceTable prices, EnergySource? energy, TimeProvider time)
    {
        _time = time;
        _started = time.GetTimestamp();
        _limit = Tightest(budget, account, time.GetUtcNow());
        Ledger = new(budget, time, new(prices, energy, Kinds(budget, account)), account?.Ledger) { TimeLeft = _limit is null ? null : TimeLeft };
    }

    /// <summary>The request's ledger.</summary>
    public BudgetLedger Ledger { get; }

    /// <summary>Which limit on time has run out.</summary>
    public ReachedLimit? TimeLimit => _limit is { } limit
        ? new(limit.Kind, Seconds(_time.GetElapsedTime(_started)), Seconds(limit.Allowed)) { Account = limit.Account }
        : null;

    /// <summary>What is limited, by the request or by an account.</summary>
    public static HashSet<BudgetKind> Kinds(Budget budget, BudgetAccount? account)
    {
        var kinds = BudgetLimits.Of(budget).Select(static limit => limit.Kind).ToHashSet();
        for (; account is not null; account = account.Parent)
            kinds.UnionWith(BudgetLimits.Of(account.Budget).Select(static limit => limit.Kind));
        return kinds;
    }

    /// <summary>Is cancelled when the time is up.</summary>
    public CancellationTokenSource StartClock()
    {
        // A timer counts 32 bits of milliseconds: seven weeks.
        var longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1L);
        return _limit is null || _limit.Value.Allowed > longest ? new() : new(TimeLeft(), _time);
    }

    private static (TimeSpan Allowed, BudgetKind Kind, string? Account)? Tightest(Budget budget, BudgetAccount? account, DateTimeOffset now)
    {
        (TimeSpan Allowed, BudgetKind Kind, string? Account)? tightest = null;
        Add(budget, null);
        for (; account is not null; account = account.Parent)
            Add(account.Budget, account.Name);
        return tightest;

        void Add(Budget limits, string? name)
        {
            Tighten(limits.Time, BudgetKind.Time, name);
            Tighten(limits.Deadline - now, BudgetKind.Deadline, name);
        }

        void Tighten(TimeSpan? allowed, BudgetKind kind, string? name)
        {
            var time = allowed < TimeSpan.Zero ? TimeSpan.Zero : allowed;
            if (time is { } limit && (tightest is null || limit < tightest.Value.Allowed))
                tightest = (limit, kind, name);
        }
    }

    private TimeSpan TimeLeft()
    {
        var left = _limit!.Value.Allowed - _time.GetElapsedTime(_started);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private static decimal Seconds(TimeSpan time) => Math.Round((decimal)time.TotalSeconds, 3);
}
