namespace InferenceScaling.Budgets;

/// <summary>What calls did cost, added up. Not thread-safe.</summary>
internal sealed class ChargeSum
{
    private bool _isUnpriced;
    private bool _isUnmetered;

    /// <summary>The sum.</summary>
    public Cost Cost { get; private set; }

    public void Add(Charge charge)
    {
        Cost += charge.Cost;
        _isUnpriced |= !charge.IsPriced;
        _isUnmetered |= !charge.IsMetered;
    }

    /// <summary>Takes away key-value memory that is no longer held.</summary>
    public void GiveBack(long kvBytes) => Cost -= new Cost(KvBytes: kvBytes);

    /// <summary>Forgets everything but what is held.</summary>
    public void Clear()
    {
        Cost = new(KvBytes: Cost.KvBytes);
        (_isUnpriced, _isUnmetered) = (false, false);
    }

    /// <summary>The sum for people, without key-value memory.</summary>
    public ReasoningUsage ToUsage(TimeSpan duration) => ToUsage(Cost, duration);

    /// <summary>Another cost of the same models for people, without key-value memory.</summary>
    public ReasoningUsage ToUsage(Cost cost, TimeSpan duration) => new(cost.Tokens, cost.GeneratorCalls, cost.VerifierCalls, duration)
    {
        Money = _isUnpriced ? null : cost.Money,
        Joules = _isUnmetered ? null : (double)cost.Joules,
    };
}
