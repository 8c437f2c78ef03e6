using System.Collections.Immutable;

namespace InferenceScaling.Budgets;

/// <summary>Keeps work within a budget: a call reserves its worst case before it runs and settles its true cost after. Whatever it books, the ledgers above it book too. Thread-safe.</summary>
/// <remarks>Locks are taken from a ledger to the one above it, never the other way.</remarks>
internal sealed class BudgetLedger
{
    private readonly Lock _gate = new();
    private readonly Budget _budget;
    private readonly ImmutableArray<(BudgetKind Kind, decimal Allowed)> _limits;
    private readonly BudgetLedger? _whole;
    private readonly TimeProvider _time;
    private readonly TimeSpan? _period;
    private long _started;
    private readonly ChargeSum _spent = new();
    private Cost _reserved;
    private long _mostKvBytes;
    private volatile bool _isStuck;

    public BudgetLedger(Budget budget, TimeProvider time, CostMeter meter, BudgetLedger? whole = null, string? account = null, TimeSpan? period = null)
    {
        _budget = budget;
        _limits = BudgetLimits.Of(budget);
        _time = time;
        _whole = whole;
        _period = period;
        _started = time.GetTimestamp();
        Meter = meter;
        Account = account;
    }

    /// <summary>What calls cost.</summary>
    public CostMeter Meter { get; }

    /// <summary>The account's name; null for a request.</summary>
    public string? Account { get; }

    /// <summary>When the request must end, in time left; null for no limit. Set once, before the ledger is used.</summary>
    public Func<TimeSpan>? TimeLeft { get; set; }

    /// <summary>The cost so far.</summary>
    public ReasoningUsage Usage
    {
        get
        {
            lock (_gate)
            {
                Refill();
                return _spent.ToUsage(_time.GetElapsedTime(_started)) with { KvBytes = _mostKvBytes == 0 ? null : _mostKvBytes };
            }
        }
    }

    /// <summary>What calls under way hold.</summary>
    public ReasoningUsage Reserved
    {
        get
        {
            lock (_gate)
                return _spent.ToUsage(_reserved, TimeSpan.Zero) with { KvBytes = _reserved.KvBytes };
        }
    }

    /// <summary>The budget that is left, counting what is reserved.</summary>
    public Budget Remaining
    {
        get
        {
            lock (_gate)
            {
                Refill();
                return BudgetLimits.With(_budget, (kind, allowed) => Math.Max(0, Left(kind, allowed)));
            }
        }
    }

    /// <summary>Whether nothing more can be generated: a call did not fit, or not even one more token or call is left, counting what is reserved.</summary>
    public bool IsExhausted
    {
        get
        {
            lock (_gate)
                return _isStuck || _limits.Any(limit => EndsGeneration(limit.Kind) && Left(limit.Kind, limit.Allowed) <= 0);
        }
    }

    /// <summary>Reserves all of a cost, here and above, or nothing.</summary>
    public BudgetReservation? Reserve(Cost cost) => TryHold(cost) ? new(this, cost) : null;

    /// <summary>More of a cost for a reservation that there is.</summary>
    internal bool TryHold(Cost cost)
    {
        lock (_gate)
        {
            Refill();
            if (!Fits(cost) || (_whole is not null && !_whole.TryHold(cost)))
                return false;
            _reserved += cost;
            _mostKvBytes = Math.Max(_mostKvBytes, _spent.Cost.KvBytes + _reserved.KvBytes);
            return true;
        }
    }

    /// <summary>Whether a cost could be reserved now.</summary>
    public bool CanHold(Cost cost)
    {
        lock (_gate)
        {
            Refill();
            return Fits(cost) && (_whole is null || _whole.CanHold(cost));
        }
    }

    /// <summary>Says that not even the least call fits: the search is at its end.</summary>
    /// <returns>The limit that it does not fit; null if it does fit after all, because another request has given back to a common account.</returns>
    public Shortfall? Stick(Cost least)
    {
        for (var ledger = this; ledger is not null; ledger = ledger._whole)
        {
            lock (ledger._gate)
            {
                foreach (var (kind, allowed) in ledger._limits)
                {
                    var needed = least.Amount(kind);
                    if (needed <= 0 || needed <= ledger.Left(kind, allowed))
                        continue;
                    _isStuck = true;
                    return new(kind, needed, ledger.Account is null ? null : ledger.Describe(kind, needed));
                }
            }
        }

        return null;
    }

    /// <summary>The state of a limit, for people.</summary>
    public ReachedLimit? Describe(Shortfall shortfall)
    {
        lock (_gate)
            return shortfall.OfAccount ?? Describe(shortfall.Kind, shortfall.Needed);
    }

    /// <summary>The first limit of which nothing is left that could generate; null if there is none.</summary>
    public Shortfall? FirstSpent()
    {
        lock (_gate)
        {
            foreach (var (kind, allowed) in _limits)
            {
                if (EndsGeneration(kind) && Left(kind, allowed) <= 0)
                    return new(kind, 0, null);
            }

            return null;
        }
    }

    /// <summary>Equal shares of what is left, for work that runs side by side; what a share spends is spent here too.</summary>
    public BudgetLedger[] Split(int count)
    {
        lock (_gate)
        {
            return [.. Enumerable.Range(0, count).Select(member => new BudgetLedger(BudgetLimits.With(_budget, (kind, allowed) => Share(kind, Left(kind, allowed), member)), _time, Meter, this) { TimeLeft = TimeLeft })];
        }

        decimal Share(BudgetKind kind, decimal left, int member)
        {
            if (left <= 0)
                return 0;
            if (kind is BudgetKind.Money or BudgetKind.Joules)
                return Math.Round(left / count, 12, MidpointRounding.ToZero);
            return decimal.Floor(left / count) + (member < left % count ? 1 : 0);
        }
    }

    /// <summary>Books what a call did cost and frees what it had reserved for it.</summary>
    internal void Spend(Charge charge, Cost reserved)
    {
        lock (_gate)
        {
            _spent.Add(charge);
            _reserved -= reserved;
            _whole?.Spend(charge, reserved);
        }
    }

    /// <summary>Frees what was reserved and not needed.</summary>
    internal void Free(Cost reserved)
    {
        lock (_gate)
        {
            _reserved -= reserved;
            _whole?.Free(reserved);
        }
    }

    /// <summary>Takes back key-value memory that a path held.</summary>
    internal void GiveBack(long kvBytes)
    {
        lock (_gate)
        {
            _spent.GiveBack(kvBytes);
            _whole?.GiveBack(kvBytes);
        }
    }

    private bool Fits(Cost cost)
    {
        foreach (var (kind, allowed) in _limits)
        {
            var amount = cost.Amount(kind);
            if (amount > 0 && amount > Left(kind, allowed))
                return false;
        }

        return true;
    }

    /// <summary>Whether nothing can be generated when nothing is left of a kind. Memory comes back, and cached prompts and unscored paths need neither of the others.</summary>
    private static bool EndsGeneration(BudgetKind kind) => kind is not (BudgetKind.PromptTokens or BudgetKind.VerifiedTokens or BudgetKind.VerifierCalls or BudgetKind.Memory);

    private decimal Left(BudgetKind kind, decimal allowed) => allowed - _spent.Cost.Amount(kind) - _reserved.Amount(kind);

    private ReachedLimit? Describe(BudgetKind kind, decimal needed)
    {
        foreach (var limit in _limits)
        {
            if (limit.Kind == kind)
                return new(kind, _spent.Cost.Amount(kind), limit.Allowed) { Account = Account, Reserved = _reserved.Amount(kind), Needed = needed };
        }

        return _whole?.Describe(new(kind, needed, null));
    }

    private void Refill()
    {
        if (_period is not { } period)
            return;
        var periods = (long)(_time.GetElapsedTime(_started) / period);
        if (periods <= 0)
            return;
        _started += (long)(periods * period.TotalSeconds * _time.TimestampFrequency);
        _spent.Clear();
    }
}
