using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.GgufRecipes;

/// <summary>Reads the metadata nearly all architectures share; a recipe changes what its family does differently.</summary>
internal static class GgufStandard
{
    /// <summary>Reads a decoder of Llama's kind: RMS norms before, rotary embeddings, gated feed-forward, biases where there are such tensors.</summary>
    public static DecoderConfig Read(GgufSettings settings)
    {
        var decoder = ReadBody(settings);
        return decoder with
        {
            Rope = GgufRope.Read(settings, decoder.Attention.HeadSize, decoder.ContextLength),
            FeedForward = decoder.FeedForward with { Gated = true },
            Norm = new() { Epsilon = settings.Number("attention.layer_norm_rms_epsilon") },
        };
    }

    /// <summary>Reads a decoder without saying how it norms, rotates and gates.</summary>
    public static DecoderConfig ReadBody(GgufSettings settings)
    {
        var hidden = settings.Integer("embedding_length", 1, 1 << 20);
        var layers = settings.Integer("block_count", 1, 4096);
        var vocabulary = settings.TensorShape("token_embd.weight") is { Length: 2 } shape ? shape[0] : 0;
        if (vocabulary is < 1 or > 1 << 24)
            throw settings.Fault("'token_embd.weight' is missing or is no matrix of at most 16,777,216 tokens.");
        return new()
        {
            Family = settings.Architecture,
            VocabularySize = (int)vocabulary,
            OutputWidth = (int)vocabulary,
            ContextLength = settings.Integer("context_length", 1, int.MaxValue),
            HiddenSize = hidden,
            LayerCount = layers,
            Attention = Heads(settings, hidden),
            FeedForward = new() { IntermediateSize = settings.Integer("feed_forward_length", 1, 1 << 20), Bias = settings.HasTensor("blk.0.ffn_up.bias") },
            Layers = [.. Enumerable.Repeat(new LayerConfig(), layers)],
            Head = new() { Tied = !settings.HasTensor("output.weight") },
        };
    }

    /// <summary>The decoder with routed experts in every layer.</summary>
    /// <param name="settings">The metadata.</param>
    /// <param name="decoder">The decoder so far.</param>
    /// <param name="width">Width inside an expert.</param>
    public static DecoderConfig WithExperts(GgufSettings settings, DecoderConfig decoder, int width)
    {
        var count = settings.Integer("expert_count", 1, 4096);
        return decoder with
        {
            Experts = new() { Count = count, PerToken = settings.Integer("expert_used_count", 1, count), IntermediateSize = width, NormalizeWeights = true },
            Layers = [.. decoder.Layers.Select(layer => layer with { Sparse = true })],
        };
    }

    /// <summary>The decoder with local layers: those the metadata name, or all but every <paramref name="period"/>-th.</summary>
    /// <param name="settings">The metadata.</param>
    /// <param name="decoder">The decoder so far.</param>
    /// <param name="window">Positions a local layer sees; 0 for no local layers.</param>
    /// <param name="period">The family's period.</param>
    /// <param name="localRope">Whether local layers have a rotary embedding of their own.</param>
    public static DecoderConfig WithWindows(GgufSettings settings, DecoderConfig decoder, int window, int period, bool localRope = false)
    {
        if (window == 0)
            return decoder;
        var local = settings.Flags("attention.sliding_window_pattern", decoder.LayerCount);
        if (local.IsEmpty)
        {
            period = settings.Integer("attention.sliding_window_pattern", 1, int.MaxValue, period);
            local = [.. Enumerable.Range(1, decoder.LayerCount).Select(layer => layer % period != 0)];
        }

        return decoder with { Layers = [.. decoder.Layers.Select((layer, index) => local[index] ? layer with { Window = window, LocalRope = localRope } : layer)] };
    }

    private static AttentionConfig Heads(GgufSettings settings, int hidden)
    {
        var heads = settings.Integer("attention.head_count", 1, 1 << 16);
        var shared = settings.Integer("attention.head_count_kv", 1, 1 << 16, heads);
        if (shared > heads || heads % shared != 0)
            throw settings.Fault($"{heads} attention heads share {shared} key-value heads; expected a divisor.");
        if (hidden % heads != 0 && !settings.Has("attention.key_length"))
            throw settings.Fault($"embedding length {hidden} is no multiple of {heads} heads, and there is no '{settings.Architecture}.attention.key_length'.");
        var size = settings.Integer("attention.key_length", 1, 1 << 14, Math.Max(hidden / heads, 1));
        if (settings.Integer("attention.value_length", 1, 1 << 14, size) != size)
            throw settings.Fault($"'{settings.Architecture}.attention.value_length' differs from the key length {size}; expected the same.");
        return new()
        {
            HeadCount = heads,
            KeyValueHeadCount = shared,
            HeadSize = size,
            Scale = 1 / Math.Sqrt(size),
            InputBias = settings.HasTensor("blk.0.attn_q.bias") || settings.HasTensor("blk.0.attn_qkv.bias"),
            OutputBias = settings.HasTensor("blk.0.attn_output.bias"),
        };
    }
}
