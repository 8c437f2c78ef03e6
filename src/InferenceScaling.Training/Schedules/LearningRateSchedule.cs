namespace InferenceScaling.Training.Schedules;

/// <summary>What learning rates are multiplied with, step by step: a linear warm-up, a plateau, a decay.</summary>
public sealed record LearningRateSchedule
{
    /// <summary>Steps until the full rate.</summary>
    public int WarmupSteps { get; init; } = 40;

    /// <summary>The share of all steps after which the decay begins, 0 to 1.</summary>
    public double HoldUntil { get; init; } = 0.35;

    /// <summary>The multiplier at the end.</summary>
    public double Final { get; init; } = 0.02;

    /// <summary>The form of the decay.</summary>
    public LearningRateDecay Decay { get; init; } = LearningRateDecay.Linear;

    /// <summary>The multiplier of a step.</summary>
    /// <param name="step">From 0.</param>
    /// <param name="totalSteps">Steps of the whole training.</param>
    public double At(long step, long totalSteps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfLessThan(totalSteps, 1);
        var warm = WarmupSteps > 0 ? Math.Min(1, (step + 1.0) / WarmupSteps) : 1;
        var decayed = Math.Clamp((((double)step / totalSteps) - HoldUntil) / Math.Max(1e-12, 1 - HoldUntil), 0, 1);
        var rest = Decay == LearningRateDecay.Linear ? 1 - decayed : (1 + Math.Cos(Math.PI * decayed)) / 2;
        return warm * (Final + ((1 - Final) * rest));
    }
}
