namespace InferenceScaling.Models.Architectures;

/// <summary>Kind, place and epsilon of the norms.</summary>
public sealed record NormConfig
{
    /// <summary>What is computed.</summary>
    public NormKind Kind { get; init; }

    /// <summary>Where the norms of a layer sit.</summary>
    public NormPlacement Placement { get; init; }

    /// <summary>Added to the mean square, or the variance.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Added to every weight (Gemma stores weight − 1).</summary>
    public double WeightOffset { get; init; }

    /// <summary>Whether norms have weights at all.</summary>
    public bool HasWeight { get; init; } = true;

    /// <summary>Whether norms have biases.</summary>
    public bool HasBias { get; init; }
}
