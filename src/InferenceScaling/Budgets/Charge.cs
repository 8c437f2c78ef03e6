namespace InferenceScaling.Budgets;

/// <summary>What a call did cost.</summary>
/// <param name="Cost">The cost.</param>
/// <param name="IsPriced">Whether its money is known.</param>
/// <param name="IsMetered">Whether its joules are known.</param>
internal readonly record struct Charge(Cost Cost, bool IsPriced, bool IsMetered);
