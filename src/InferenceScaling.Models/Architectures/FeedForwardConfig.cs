namespace InferenceScaling.Models.Architectures;

/// <summary>Width, activation and biases of the dense feed-forward layers.</summary>
public sealed record FeedForwardConfig
{
    /// <summary>Width between the two matrices.</summary>
    public int IntermediateSize { get; init; }

    /// <summary>The function between them.</summary>
    public Activation Activation { get; init; }

    /// <summary>Whether it is down(activation(gate(x)) · up(x)); otherwise down(activation(up(x))).</summary>
    public bool Gated { get; init; }

    /// <summary>Whether the matrices have biases.</summary>
    public bool Bias { get; init; }
}
