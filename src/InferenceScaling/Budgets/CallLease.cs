using InferenceScaling.Paths;

namespace InferenceScaling.Budgets;

/// <summary>What the budget gave to the generator or verifier call under way. Whoever wraps a model and calls it again asks here first.</summary>
/// <remarks>It flows with the call, through any wrappers. Outside of a search there is none: nothing limits calls then.</remarks>
public sealed class CallLease
{
    private static readonly AsyncLocal<CallLease?> Ambient = new();
    private readonly BudgetReservation _reservation;
    private ModelCosts? _costs;
    private bool _isOfVerifier;

    internal CallLease(BudgetReservation reservation) => _reservation = reservation;

    /// <summary>The lease of the call under way; null outside of a search.</summary>
    public static CallLease? Current
    {
        get => Ambient.Value;
        internal set => Ambient.Value = value;
    }

    /// <summary>Time until the request must end, not below zero; null if nothing limits it.</summary>
    public TimeSpan? TimeLeft => _reservation.Ledger.TimeLeft?.Invoke();

    // One lease serves the calls of a reservation, which come one after the other: a context that flows is dear to set anew for each.
    internal void Begin(ModelCosts? costs, bool isOfVerifier) => (_costs, _isOfVerifier) = (costs, isOfVerifier);

    /// <summary>Books an attempt that failed and reserves what it took, so that the next one may take as much as it could.</summary>
    /// <param name="spent">What the failed attempt is known to have cost. It counts as a call in any case.</param>
    /// <returns>False, with nothing changed, if the budget does not allow another attempt or the time is up: then let the failure go on to the caller, who books it.</returns>
    public bool TryRenew(TokenUsage spent = default)
    {
        var meter = _reservation.Ledger.Meter;
        var charge = meter.Spent(_costs, spent, meter.Measured(_costs, spent));
        charge = charge with { Cost = charge.Cost + (_isOfVerifier ? Cost.VerifierCall : Cost.GeneratorCall) };
        if (TimeLeft <= TimeSpan.Zero || !_reservation.TryExtend(charge.Cost))
            return false;
        _reservation.Settle(charge);
        return true;
    }
}
