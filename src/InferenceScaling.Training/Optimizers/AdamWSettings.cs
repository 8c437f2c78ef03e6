namespace InferenceScaling.Training.Optimizers;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019).</summary>
public sealed record AdamWSettings
{
    /// <summary>Step size before the schedule.</summary>
    public double LearningRate { get; init; } = 3e-3;

    /// <summary>Decay of the mean of gradients, 0 to 1.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the mean of squared gradients, 0 to 1.</summary>
    public double Beta2 { get; init; } = 0.95;

    /// <summary>Added to the root of the mean square.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>How much a weight shrinks a step, times the learning rate. Vectors never shrink.</summary>
    public double WeightDecay { get; init; }
}
