using System.Collections.Immutable;
using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.Recipes;

/// <summary>Phi-3 and Phi-4: Llama with fused matrices, LongRoPE, partly rotated heads.</summary>
internal sealed class Phi3Recipe : Recipe
{
    public override string ModelType => "phi3";

    public override string Models => "Phi-3, Phi-3.5, Phi-4";

    public override TensorNames Names { get; } = TensorNames.Standard.With(
        ("attention.q", "layers.{0}.self_attn.qkv_proj"),
        ("attention.k", "layers.{0}.self_attn.qkv_proj"),
        ("attention.v", "layers.{0}.self_attn.qkv_proj"),
        ("feed_forward.gate", "layers.{0}.mlp.gate_up_proj"),
        ("feed_forward.up", "layers.{0}.mlp.gate_up_proj"));

    protected override DecoderConfig Configure(ConfigReader config) =>
        StandardSettings.WithWindows(config, StandardSettings.Read(config, new() { ContextLength = 4096 }), StandardSettings.Window(config, 0), _ => true);

    public override WeightSource Locate(DecoderConfig config, WeightName name, string prefix)
    {
        if (name.Layer < 0)
            return WeightSource.Whole(prefix + Names.Tensor(name));
        var attention = config.AttentionOf(name.Layer);
        long hidden = config.HiddenSize, queries = attention.QueryWidth, keys = attention.KeyValueWidth, width = config.FeedForwardWidth(name.Layer);
        var (offset, rows) = name.Part switch
        {
            "attention.q" => (0, queries + (2 * keys)),
            "attention.k" => (queries, queries + (2 * keys)),
            "attention.v" => (queries + keys, queries + (2 * keys)),
            "feed_forward.gate" => (0, 2 * width),
            "feed_forward.up" => (width, 2 * width),
            _ => (0L, 0L),
        };
        ImmutableArray<long> shape = rows == 0 ? [] : [rows, hidden];
        return new(prefix + Names.Tensor(name), shape, RowOrder.From(offset));
    }
}
