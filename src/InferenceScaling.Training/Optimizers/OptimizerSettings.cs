namespace InferenceScaling.Training.Optimizers;

/// <summary>How weights follow gradients.</summary>
public sealed record OptimizerSettings
{
    /// <summary>For embeddings, head, norms and biases, and without <see cref="Muon"/> for all.</summary>
    public AdamWSettings AdamW { get; init; } = new();

    /// <summary>For the matrices of the layers; null for AdamW there too.</summary>
    public MuonSettings? Muon { get; init; }

    /// <summary>What the learning rate of token embeddings is multiplied with.</summary>
    public double EmbeddingRate { get; init; } = 1;

    /// <summary>Gradients are scaled down to this norm where theirs, over all weights, is larger; 0 for never.</summary>
    public double ClipNorm { get; init; } = 1;
}
