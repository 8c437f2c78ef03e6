using InferenceScaling.Reasoning;

namespace InferenceScaling.Evaluation.Frontiers;

/// <summary>A reasoner to be measured: a strategy at a width.</summary>
/// <param name="Name">Unique among its fellows; the same as that of the <see cref="Allocation.Routing.StrategyArm"/> it stands for.</param>
/// <param name="Reasoner">The reasoner.</param>
public sealed record ReasonerVariant(string Name, IReasoner Reasoner);
