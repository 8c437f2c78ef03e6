namespace InferenceScaling.Allocation.Learning;

/// <summary>What a policy would have earned, judged by the log of another.</summary>
/// <param name="Value">Mean reward of a request.</param>
/// <param name="StandardError">Of the value; infinite for fewer than two requests.</param>
/// <param name="EffectiveSamples">How many requests the weights amount to, (Σw)² / Σw²: few mean that the policies hardly overlap, and the estimate says little.</param>
public readonly record struct OffPolicyEstimate(double Value, double StandardError, double EffectiveSamples)
{
    /// <summary>The lower end of the normal approximation's interval.</summary>
    /// <param name="z">Standard errors below the value: 1.645 for 95 % one-sided.</param>
    public double LowerBound(double z = 1.645) => Value - (z * StandardError);
}
