namespace InferenceScaling.Allocation.Learning;

/// <summary>What an arm has learned, as it is stored.</summary>
internal sealed record LinearArmState(double[]? Moments, double[]? Rewards, double Weight, double CostSum);
