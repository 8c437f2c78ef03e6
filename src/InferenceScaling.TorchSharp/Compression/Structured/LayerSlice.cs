using InferenceScaling.Models.Architectures;

namespace InferenceScaling.TorchSharp.Compression.Structured;

/// <summary>What stays of one layer.</summary>
internal sealed class LayerSlice
{
    private readonly int[]? _neurons;
    private readonly int[]? _queries;
    private readonly int[]? _keys;
    private readonly bool _wideNorms;

    /// <param name="config">The decoder before the cut.</param>
    /// <param name="layer">The layer's number there.</param>
    /// <param name="neurons">Neurons that stay; null for all.</param>
    /// <param name="groups">Key-value heads that stay; null for all.</param>
    public LayerSlice(DecoderConfig config, int layer, int[]? neurons, int[]? groups)
    {
        var attention = config.AttentionOf(layer);
        var members = attention.HeadCount / attention.KeyValueHeadCount;
        Layer = layer;
        _neurons = neurons;
        _keys = groups is null ? null : Rows(groups, attention.HeadSize);
        _queries = groups is null ? null : Rows(groups, members * attention.HeadSize);
        _wideNorms = attention.QueryKeyNorm == QueryKeyNorm.Width;
        var settings = config.Layers[layer];
        if (neurons is not null)
            settings = settings with { IntermediateSize = Own(neurons.Length, config.FeedForward.IntermediateSize) };
        if (groups is not null)
            settings = settings with { HeadCount = Own(groups.Length * members, config.Attention.HeadCount), KeyValueHeadCount = Own(groups.Length, config.Attention.KeyValueHeadCount) };
        Config = settings;
    }

    /// <summary>The layer's number before the cut.</summary>
    public int Layer { get; }

    /// <summary>The layer after the cut.</summary>
    public LayerConfig Config { get; }

    /// <summary>What stays of a weight of the layer.</summary>
    /// <param name="part">The weight's name without layer and suffix.</param>
    /// <param name="isBias">Whether it is a bias.</param>
    public WeightSlice Of(string part, bool isBias) => part switch
    {
        "attention.q" => new(_queries),
        "attention.k" or "attention.v" => new(_keys),
        "attention.o" => isBias ? WeightSlice.Whole : new(Columns: _queries),
        "attention.q_norm" => _wideNorms ? new(_queries) : WeightSlice.Whole,
        "attention.k_norm" => _wideNorms ? new(_keys) : WeightSlice.Whole,
        "feed_forward.gate" or "feed_forward.up" => new(_neurons),
        "feed_forward.down" => isBias ? WeightSlice.Whole : new(Columns: _neurons),
        _ => WeightSlice.Whole,
    };

    // A size that is the decoder's own is not a layer's.
    private static int? Own(int size, int common) => size == common ? null : size;

    private static int[] Rows(int[] blocks, int size) => [.. blocks.SelectMany(block => Enumerable.Range(block * size, size))];
}
