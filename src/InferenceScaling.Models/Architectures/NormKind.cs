namespace InferenceScaling.Models.Architectures;

/// <summary>Norms of hidden states.</summary>
public enum NormKind
{
    /// <summary>x / √(mean(x²) + ε).</summary>
    RootMeanSquare,

    /// <summary>(x − mean) / √(variance + ε).</summary>
    Layer,
}
