using InferenceScaling.Evaluation.Intervals;

namespace VerifierQuality;

/// <summary>How often each way to choose was right with one verifier.</summary>
/// <param name="Quality">Share of pairs of a right and a wrong path of one problem that the verifier ranks rightly.</param>
/// <param name="Accuracy">Share of problems solved, by name.</param>
/// <param name="Gain">Against the majority, problem by problem.</param>
internal sealed record QualityPoint(double Quality, IReadOnlyDictionary<string, double> Accuracy, IReadOnlyDictionary<string, PairedComparison> Gain);
