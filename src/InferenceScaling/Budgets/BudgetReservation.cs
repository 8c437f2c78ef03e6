namespace InferenceScaling.Budgets;

/// <summary>What one piece of work may still spend. Disposing gives back the rest. Thread-safe, for wrappers of models that call more than once at a time.</summary>
internal sealed class BudgetReservation(BudgetLedger ledger, Cost cost) : IDisposable
{
    private readonly Lock _gate = new();
    private Cost _left = cost;
    private CallLease? _lease;

    /// <summary>The ledger it is of.</summary>
    public BudgetLedger Ledger => ledger;

    /// <summary>What the calls under the reservation are told of it.</summary>
    public CallLease Lease => _lease ??= new(this);

    /// <summary>What is left.</summary>
    public Cost Left
    {
        get
        {
            lock (_gate)
                return _left;
        }
    }

    /// <summary>Books one call: all that it did cost, even beyond what is left.</summary>
    public void Settle(Charge charge)
    {
        lock (_gate)
        {
            var reserved = Cost.Min(_left, charge.Cost);
            _left -= reserved;
            ledger.Spend(charge, reserved);
        }
    }

    /// <summary>Reserves more.</summary>
    public bool TryExtend(Cost cost)
    {
        lock (_gate)
        {
            if (!ledger.TryHold(cost))
                return false;
            _left += cost;
            return true;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            ledger.Free(_left);
            _left = default;
        }
    }
}
