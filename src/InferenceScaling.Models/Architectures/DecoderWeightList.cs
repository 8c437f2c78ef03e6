namespace InferenceScaling.Models.Architectures;

/// <summary>The weights a decoder asks for: canonical names and row-major shapes, in one place for loaders, executors and writers.</summary>
/// <remarks>
/// Matrices are [out, in] and end in <c>.weight</c>; biases and norm offsets end in <c>.bias</c>. Layers count from 0.
/// <code>
/// embed.weight                         [vocabulary, hidden]
/// embed_shift.{1…}.weight              [vocabulary, hidden]         shifted embeddings
/// embed_position.weight                [context, hidden]            learned positions
/// embed_norm.weight|bias               [hidden]                     a norm on the embedding
/// layers.{i}.attention_norm.weight|bias            [hidden]         before attention
/// layers.{i}.attention.q|k|v.weight|bias           [heads × size, hidden]
/// layers.{i}.attention.q_norm|k_norm.weight        [size] or [heads × size]
/// layers.{i}.attention.o.weight|bias               [hidden, heads × size]
/// layers.{i}.attention_post_norm.weight|bias       [hidden]         after attention
/// layers.{i}.feed_forward_norm.weight|bias         [hidden]         before feed-forward
/// layers.{i}.feed_forward.gate|up|down.weight|bias
/// layers.{i}.router.weight                         [experts, hidden]
/// layers.{i}.experts.{e}.gate|up|down.weight
/// layers.{i}.shared_expert.gate|up|down.weight
/// layers.{i}.shared_expert_gate.weight             [1, hidden]
/// layers.{i}.feed_forward_post_norm.weight|bias    [hidden]         after feed-forward
/// final_norm.weight|bias               [hidden]
/// head_dense.weight|bias               [hidden, hidden]             process reward models
/// head.weight|bias                     [outputs, hidden]            absent when tied
/// </code>
/// </remarks>
public static class DecoderWeightList
{
    /// <summary>All weights of a decoder, in the order they are used.</summary>
    public static IEnumerable<WeightShape> Of(DecoderConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return Enumerate(config);
    }

    private static IEnumerable<WeightShape> Enumerate(DecoderConfig config)
    {
        long hidden = config.HiddenSize;
        yield return new("embed.weight", [config.VocabularySize, hidden]);
        for (var shift = 1; shift <= config.EmbeddingShifts; shift++)
            yield return new($"embed_shift.{shift}.weight", [config.VocabularySize, hidden]);
        if (config.Embedding.LearnedPositions)
            yield return new("embed_position.weight", [config.ContextLength, hidden]);
        if (config.Embedding.Norm)
        {
            foreach (var weight in Norm(config, "embed_norm"))
                yield return weight;
        }

        for (var layer = 0; layer < config.LayerCount; layer++)
        {
            foreach (var weight in Attention(config, layer, $"layers.{layer}."))
                yield return weight;
            foreach (var weight in FeedForward(config, layer, $"layers.{layer}."))
                yield return weight;
        }

        foreach (var weight in Norm(config, "final_norm"))
            yield return weight;
        if (config.Head.Dense)
        {
            foreach (var weight in Matrix("head_dense", hidden, hidden, bias: true))
                yield return weight;
        }

        if (!config.Head.Tied)
            yield return new("head.weight", [config.OutputWidth, hidden]);
        if (config.Head.Bias)
            yield return new("head.bias", [config.OutputWidth]);
    }

    private static IEnumerable<WeightShape> Attention(DecoderConfig config, int layer, string prefix)
    {
        var attention = config.AttentionOf(layer);
        IEnumerable<WeightShape> weights =
        [
            .. config.Norm.Placement == NormPlacement.After ? [] : Norm(config, prefix + "attention_norm"),
            .. Matrix(prefix + "attention.q", attention.QueryWidth, config.HiddenSize, attention.InputBias),
            .. Matrix(prefix + "attention.k", attention.KeyValueWidth, config.HiddenSize, attention.InputBias),
            .. Matrix(prefix + "attention.v", attention.KeyValueWidth, config.HiddenSize, attention.InputBias),
            .. Matrix(prefix + "attention.o", config.HiddenSize, attention.QueryWidth, attention.OutputBias),
            .. config.Norm.Placement == NormPlacement.Before ? [] : Norm(config, prefix + "attention_post_norm"),
        ];
        return attention.QueryKeyNorm switch
        {
            QueryKeyNorm.Head => weights.Concat([new(prefix + "attention.q_norm.weight", [attention.HeadSize]), new(prefix + "attention.k_norm.weight", [attention.HeadSize])]),
            QueryKeyNorm.Width => weights.Concat([new(prefix + "attention.q_norm.weight", [attention.QueryWidth]), new(prefix + "attention.k_norm.weight", [attention.KeyValueWidth])]),
            _ => weights,
        };
    }

    private static IEnumerable<WeightShape> FeedForward(DecoderConfig config, int layer, string prefix)
    {
        var weights = config.Norm.Placement == NormPlacement.After ? Enumerable.Empty<WeightShape>() : Norm(config, prefix + "feed_forward_norm");
        if (config.Layers[layer].Sparse && config.Experts is { } experts)
        {
            weights = weights.Append(new(prefix + "router.weight", [experts.Count, config.HiddenSize]));
            for (var expert = 0; expert < experts.Count; expert++)
                weights = weights.Concat(Triple(config, $"{prefix}experts.{expert}.", experts.IntermediateSize, gated: true, bias: false));
            if (experts.SharedIntermediateSize > 0)
            {
                weights = weights.Concat(Triple(config, prefix + "shared_expert.", experts.SharedIntermediateSize, gated: true, bias: false))
                    .Append(new(prefix + "shared_expert_gate.weight", [1, config.HiddenSize]));
            }
        }
        else
        {
            weights = weights.Concat(Triple(config, prefix + "feed_forward.", config.FeedForwardWidth(layer), config.FeedForward.Gated, config.FeedForward.Bias));
        }

        return config.Norm.Placement == NormPlacement.Before ? weights : weights.Concat(Norm(config, prefix + "feed_forward_post_norm"));
    }

    private static IEnumerable<WeightShape> Triple(DecoderConfig config, string prefix, long width, bool gated, bool bias) =>
    [
        .. gated ? Matrix(prefix + "gate", width, config.HiddenSize, bias) : [],
        .. Matrix(prefix + "up", width, config.HiddenSize, bias),
        .. Matrix(prefix + "down", config.HiddenSize, width, bias),
    ];

    private static IEnumerable<WeightShape> Matrix(string name, long rows, long columns, bool bias) =>
        bias ? [new(name + ".weight", [rows, columns]), new(name + ".bias", [rows])] : [new(name + ".weight", [rows, columns])];

    private static IEnumerable<WeightShape> Norm(DecoderConfig config, string name)
    {
        if (config.Norm.HasWeight)
            yield return new(name + ".weight", [config.HiddenSize]);
        if (config.Norm.HasBias)
            yield return new(name + ".bias", [config.HiddenSize]);
    }
}
