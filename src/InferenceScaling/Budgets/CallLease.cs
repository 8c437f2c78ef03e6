using InferenceScaling.Paths;

namespace InferenceScaling.Budgets;

/// <summary>What the budget gave to the generator or verifier call under way. Whoever wraps a model and calls it again asks here first.</summary>
/// <remarks>It flows with the call, through any wrappers. Outside of a search there is none: nothing limits calls then.</remarks>
public sealed class CallLease
{
    private static readonly AsyncLocal<CallLease?> Ambient = new();
    private readonly BudgetReservation _reservation;
    private readonly ModelCosts? _costs;
    private readonly Cost _call;

    internal CallLease(BudgetReservation reservation, ModelCosts? costs, Cost call)
    {
        _reservation = reservation;
        _costs = costs;
        _call = call;
    }

    /// <summary>The lease of the call under way; null outside of a search.</summary>
    public static CallLease? Current
    {
        get => Ambient.Value;
        internal set => Ambient.Value = value;
    }

    /// <summary>Time until the request must end, not below zero; null if nothing limits it.</summary>
    public TimeSpan? TimeLeft => _reservation.Ledger.TimeLeft?.Invoke();

    /// <summary>Books an attempt that failed and reserves what it took, so that the next one may take as much as it could.</summary>
    /// <param name="spent">What the failed attempt is known to have cost. It counts as a call in any case.</param>
    /// <returns>False, with nothing changed, if the budget does not allow another attempt or the time is up: then let the failure go on to the caller, who books it.</returns>
    public bool TryRenew(TokenUsage spent = default)
    {
        var charge = _reservation.Ledger.Meter.Spent(_costs, spent);
        charge = charge with { Cost = charge.Cost + _call };
        if (TimeLeft <= TimeSpan.Zero || !_reservation.TryExtend(charge.Cost))
            return false;
        _reservation.Settle(charge);
        return true;
    }
}
