namespace InferenceScaling.Models.Checkpoints.Llama2c;

/// <summary>The hyper-parameters of a llama2.c checkpoint.</summary>
/// <param name="Version">0 for the legacy format without a magic number, 1 for the versioned one.</param>
/// <param name="Dim">Width of the residual stream.</param>
/// <param name="HiddenDim">Width of the feed-forward layers.</param>
/// <param name="LayerCount">Number of transformer layers.</param>
/// <param name="HeadCount">Number of query heads.</param>
/// <param name="KeyValueHeadCount">Number of key and value heads; divides <paramref name="HeadCount"/>.</param>
/// <param name="VocabularySize">Number of tokens.</param>
/// <param name="SequenceLength">Largest number of positions.</param>
/// <param name="TiedClassifier">Whether the embedding is also the output matrix.</param>
public sealed record Llama2cHeader(
    int Version,
    int Dim,
    int HiddenDim,
    int LayerCount,
    int HeadCount,
    int KeyValueHeadCount,
    int VocabularySize,
    int SequenceLength,
    bool TiedClassifier)
{
    /// <summary>Width of one head.</summary>
    public int HeadDim => Dim / HeadCount;

    /// <summary>Width of all keys, or all values, of one position.</summary>
    public int KeyValueDim => HeadDim * KeyValueHeadCount;
}
