using InferenceScaling.Models.Architectures;

namespace InferenceScaling.TorchSharp.Compression.Steps;

/// <summary>Matrices of a layer that read the same input.</summary>
/// <param name="Names">Canonical names without suffix.</param>
/// <param name="Maker">The norm or the matrix whose outputs they read, where scales can be folded into it; null where there is none.</param>
internal sealed record LayerMatrices(IReadOnlyList<string> Names, string? Maker = null)
{
    /// <summary>The groups of a layer, in the order they are used. Routers are not among them.</summary>
    public static IEnumerable<LayerMatrices> Of(DecoderConfig config, int layer)
    {
        var prefix = $"layers.{layer}.";
        var before = config.Norm.Placement != NormPlacement.After && config.Norm.HasWeight;
        yield return new([prefix + "attention.q", prefix + "attention.k", prefix + "attention.v"], before ? prefix + "attention_norm" : null);

        // Where every query head has a value head of its own, the outputs of v are what o reads, mixed along the text only.
        yield return new([prefix + "attention.o"], config.AttentionOf(layer) is { HeadCount: var heads, KeyValueHeadCount: var own } && heads == own ? prefix + "attention.v" : null);
        if (!config.Layers[layer].Sparse || config.Experts is not { } experts)
        {
            foreach (var group in FeedForward(prefix + "feed_forward.", config.FeedForward.Gated, before ? prefix + "feed_forward_norm" : null))
                yield return group;
            yield break;
        }

        // The norm's outputs are read by the router and by every expert: no fold is theirs alone.
        for (var expert = 0; expert < experts.Count; expert++)
        {
            foreach (var group in FeedForward($"{prefix}experts.{expert}.", gated: true, null))
                yield return group;
        }

        if (experts.SharedIntermediateSize > 0)
        {
            foreach (var group in FeedForward(prefix + "shared_expert.", gated: true, null))
                yield return group;
        }
    }

    private static IEnumerable<LayerMatrices> FeedForward(string prefix, bool gated, string? norm)
    {
        yield return new(gated ? [prefix + "gate", prefix + "up"] : [prefix + "up"], norm);

        // up · activation(gate) is linear in up; without a gate the activation stands between.
        yield return new([prefix + "down"], gated ? prefix + "up" : null);
    }
}
