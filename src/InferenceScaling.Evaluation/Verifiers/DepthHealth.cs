namespace InferenceScaling.Evaluation.Verifiers;

/// <summary>How good a verifier is at one depth.</summary>
/// <param name="Depth">The step, from zero.</param>
/// <param name="Count">Paths that are so deep.</param>
/// <param name="MeanScore">Their mean score at this step.</param>
/// <param name="Auroc">How well the score tells paths that are right up to here from others; null if all are alike.</param>
public readonly record struct DepthHealth(int Depth, int Count, double MeanScore, double? Auroc);
