namespace InferenceScaling.Models.Architectures;

/// <summary>How tokens become the first hidden state.</summary>
public sealed record EmbeddingConfig
{
    /// <summary>What the embedding is multiplied with (Gemma: √hidden size; Granite: a setting).</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Whether the sum of the embeddings passes a norm before the first layer.</summary>
    public bool Norm { get; init; }

    /// <summary>Whether learned position vectors are added (GPT-2).</summary>
    public bool LearnedPositions { get; init; }
}
