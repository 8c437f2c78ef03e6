namespace InferenceScaling.Budgets;

/// <summary>A limit that a call did not fit.</summary>
/// <param name="Kind">What was limited.</param>
/// <param name="Needed">What the call could have taken at the most.</param>
/// <param name="OfAccount">The state of the account whose limit it was; null for the request's own.</param>
internal sealed record Shortfall(BudgetKind Kind, decimal Needed, ReachedLimit? OfAccount) : IComparable<Shortfall>
{
    public int CompareTo(Shortfall? other) => other is null ? 1 : Kind != other.Kind ? Kind.CompareTo(other.Kind) : Needed.CompareTo(other.Needed);
}
