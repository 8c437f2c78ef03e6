using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.Recipes;

/// <summary>
/// Reads <c>layer_sizes</c>, this library's own member of config.json for decoders whose layers were cut to different sizes: an object a layer, with any of
/// <c>heads</c>, <c>kv_heads</c> and <c>intermediate</c>; what it leaves out is as in the family's members. Heads keep their width.
/// </summary>
internal static class LayerSizes
{
    public const string Member = "layer_sizes";

    /// <summary>Gives layers the sizes the file says.</summary>
    /// <param name="config">The root of config.json.</param>
    /// <param name="decoder">The decoder so far.</param>
    /// <param name="sharesKeys">Whether the family can have fewer key-value heads than query heads.</param>
    public static DecoderConfig Apply(ConfigReader config, DecoderConfig decoder, bool sharesKeys)
    {
        if (!config.Has(Member))
            return decoder;
        var sizes = config.Sections(Member, decoder.LayerCount);
        return decoder with { Layers = [.. decoder.Layers.Select((layer, index) => Read(sizes[index], decoder, layer, index, sharesKeys))] };
    }

    private static LayerConfig Read(ConfigReader sizes, DecoderConfig decoder, LayerConfig layer, int index, bool sharesKeys)
    {
        var attention = decoder.Attention;
        var heads = sizes.Integer("heads", 1, 1 << 16, attention.HeadCount);
        var shared = sizes.Integer("kv_heads", 1, 1 << 16, attention.KeyValueHeadCount);
        if (shared > heads || heads % shared != 0)
            throw sizes.Contradiction($"{heads} attention heads of layer {index} share {shared} key-value heads; expected a divisor of {heads}.");
        if (!sharesKeys && shared != heads)
            throw sizes.Contradiction($"layer {index} has {heads} attention heads and {shared} key-value heads; this family keeps both in one matrix, so expected equal numbers.");
        if (layer.Sparse && sizes.Has("intermediate"))
            throw sizes.Contradiction($"'{Member}' gives layer {index} an 'intermediate' size, but its feed-forward part is routed experts; leave it out.");
        var width = sizes.Integer("intermediate", 1, 1 << 20, decoder.FeedForward.IntermediateSize);
        return layer with
        {
            HeadCount = heads == attention.HeadCount ? null : heads,
            KeyValueHeadCount = shared == attention.KeyValueHeadCount ? null : shared,
            IntermediateSize = width == decoder.FeedForward.IntermediateSize ? null : width,
        };
    }
}
