namespace InferenceScaling.Allocation.Routing;

/// <summary>Which arm a policy chose, and why.</summary>
/// <param name="Arm">Its place among <see cref="ArmContext.Arms"/>.</param>
/// <param name="Reason">A sentence for people; it becomes one of <see cref="Reasoning.ReasoningResult.Notes"/>.</param>
public sealed record ArmChoice(int Arm, string Reason);
