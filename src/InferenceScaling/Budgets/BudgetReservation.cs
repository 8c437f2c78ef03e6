using InferenceScaling.Paths;

namespace InferenceScaling.Budgets;

/// <summary>What one piece of work may still spend. Belongs to that work alone; disposing gives back the rest.</summary>
internal sealed class BudgetReservation(BudgetLedger ledger, int tokens, int calls) : IDisposable
{
    /// <summary>Tokens left.</summary>
    public int Tokens { get; private set; } = tokens;

    /// <summary>Calls left.</summary>
    public int Calls { get; private set; } = calls;

    /// <summary>Books one call.</summary>
    public void Settle(TokenUsage usage)
    {
        var fromReservation = (int)Math.Min(usage.Generated, Tokens);
        Tokens -= fromReservation;
        Calls--;
        ledger.Spend(usage, fromReservation);
    }

    public void Dispose()
    {
        ledger.Free(Tokens, Calls);
        Tokens = 0;
        Calls = 0;
    }
}
