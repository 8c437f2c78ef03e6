namespace InferenceScaling.Training.Optimizers;

/// <summary>Muon (Jordan et al. 2024): momentum whose matrices are made nearly orthogonal by Newton-Schulz iterations.</summary>
public sealed record MuonSettings
{
    /// <summary>Step size before the schedule; times √(rows / columns) where a matrix has more rows than columns.</summary>
    public double LearningRate { get; init; } = 0.02;

    /// <summary>Decay of the momentum, 0 to 1. Nesterov's look-ahead is always on.</summary>
    public double Momentum { get; init; } = 0.95;

    /// <summary>How much a weight shrinks a step, times the learning rate.</summary>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>Newton-Schulz iterations.</summary>
    public int Iterations { get; init; } = 5;
}
