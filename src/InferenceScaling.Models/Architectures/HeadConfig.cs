namespace InferenceScaling.Models.Architectures;

/// <summary>What turns the last hidden state into outputs.</summary>
public sealed record HeadConfig
{
    /// <summary>What the outputs mean.</summary>
    public HeadKind Kind { get; init; }

    /// <summary>Whether the matrix is the token embedding.</summary>
    public bool Tied { get; init; }

    /// <summary>Whether the matrix has a bias.</summary>
    public bool Bias { get; init; }

    /// <summary>Whether a square matrix with bias and a ReLU come first (Qwen 2.5 process reward models).</summary>
    public bool Dense { get; init; }

    /// <summary>What outputs are multiplied with (Granite: 1 / logits_scaling).</summary>
    public double Multiplier { get; init; } = 1;

    /// <summary>Outputs become cap · tanh(output / cap); 0 for none (Gemma 2).</summary>
    public double SoftCap { get; init; }
}
