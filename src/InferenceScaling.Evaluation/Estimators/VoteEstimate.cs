namespace InferenceScaling.Evaluation.Estimators;

/// <summary>An estimate from subsets of a pool.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="StandardError">From drawing subsets at random; 0 if all were looked at.</param>
/// <param name="Subsets">Number of subsets.</param>
public readonly record struct VoteEstimate(double Value, double StandardError, int Subsets);
