namespace InferenceScaling.Training;

/// <summary>Where a training stands.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="TotalSteps">Steps of the whole training.</param>
/// <param name="Tokens">Tokens read since the training began, without padding.</param>
/// <param name="TokensPerSecond">Since the last report.</param>
/// <param name="Loss">Mean loss since the last report, in nats: cross-entropy, or what else is trained towards.</param>
/// <param name="LearningRate">What the schedule multiplies learning rates with.</param>
/// <param name="GradientNorm">Of the last step, before clipping.</param>
public sealed record TrainingProgress(long Step, long TotalSteps, long Tokens, double TokensPerSecond, double Loss, double LearningRate, double GradientNorm)
{
    /// <summary>What the evaluation measured at this step; null where there was none.</summary>
    public IReadOnlyDictionary<string, double>? Evaluation { get; init; }
}
