namespace InferenceScaling.Models.Architectures;

/// <summary>Everything that distinguishes one decoder from another, as data: one decoder runs every family.</summary>
public sealed record DecoderConfig
{
    /// <summary>The family, as config.json's <c>model_type</c> spells it.</summary>
    public required string Family { get; init; }

    /// <summary>Number of token ids, rows of the embedding.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Longest context the model was made for, in tokens.</summary>
    public required int ContextLength { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Number of layers.</summary>
    public required int LayerCount { get; init; }

    /// <summary>How many earlier tokens the embedding adds through matrices of their own (0 for all but our own small models).</summary>
    public int EmbeddingShifts { get; init; }

    /// <summary>Width of a row of outputs: the vocabulary, or the number of labels of a classification head.</summary>
    public int OutputWidth { get; init; }
}
