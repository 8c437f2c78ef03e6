using System.Collections.Immutable;

namespace InferenceScaling.Models.Architectures;

/// <summary>Everything that distinguishes one decoder from another, as data: one decoder runs every family.</summary>
/// <remarks>The weights it asks for, by canonical name and with their shapes, are listed by <see cref="DecoderWeightList"/>.</remarks>
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

    /// <summary>How tokens become the first hidden state.</summary>
    public EmbeddingConfig Embedding { get; init; } = new();

    /// <summary>Heads, biases, scale and norms of attention.</summary>
    public AttentionConfig Attention { get; init; } = new();

    /// <summary>Rotary embeddings; null where positions are learned vectors.</summary>
    public RopeConfig? Rope { get; init; }

    /// <summary>Rotary embeddings of layers whose <see cref="LayerConfig.LocalRope"/> is set; null where all layers share <see cref="Rope"/>.</summary>
    public RopeConfig? LocalRope { get; init; }

    /// <summary>Width, activation and biases of the dense feed-forward layers.</summary>
    public FeedForwardConfig FeedForward { get; init; } = new();

    /// <summary>Routed experts; null for dense models.</summary>
    public ExpertConfig? Experts { get; init; }

    /// <summary>Kind, place and epsilon of the norms.</summary>
    public NormConfig Norm { get; init; } = new();

    /// <summary>What differs from layer to layer; one entry a layer.</summary>
    public ImmutableArray<LayerConfig> Layers { get; init; } = [];

    /// <summary>Whether attention and feed-forward read the same input and are added together (GPT-NeoX).</summary>
    public bool ParallelResidual { get; init; }

    /// <summary>What each branch is multiplied with before it joins the residual stream (Granite).</summary>
    public double ResidualMultiplier { get; init; } = 1;

    /// <summary>What turns the last hidden state into outputs.</summary>
    public HeadConfig Head { get; init; } = new();

    /// <summary>Attention of a layer: <see cref="Attention"/>, with the layer's own numbers of heads where it has them.</summary>
    /// <param name="layer">Number of the layer, from 0.</param>
    public AttentionConfig AttentionOf(int layer)
    {
        var (heads, shared) = (Layers[layer].HeadCount, Layers[layer].KeyValueHeadCount);
        return heads is null && shared is null ? Attention : Attention with { HeadCount = heads ?? Attention.HeadCount, KeyValueHeadCount = shared ?? Attention.KeyValueHeadCount };
    }

    /// <summary>Width of a layer's dense feed-forward part: that of <see cref="FeedForward"/>, or the layer's own.</summary>
    /// <param name="layer">Number of the layer, from 0.</param>
    public int FeedForwardWidth(int layer) => Layers[layer].IntermediateSize ?? FeedForward.IntermediateSize;
}
