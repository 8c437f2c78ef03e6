using System.Collections.Immutable;
using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.Recipes;

/// <summary>GPT-NeoX and Pythia: layer norms, parallel residual, partly rotated heads, queries, keys and values fused head by head.</summary>
internal sealed class GptNeoxRecipe : Recipe
{
    public override string ModelType => "gpt_neox";

    public override string Models => "GPT-NeoX, Pythia";

    public override ImmutableArray<string> Prefixes { get; } = ["gpt_neox.", ""];

    public override string HeadName => "embed_out";

    public override bool SharesKeys => false;

    public override TensorNames Names { get; } = new(new Dictionary<string, string>
    {
        ["embed"] = "embed_in",
        ["attention_norm"] = "layers.{0}.input_layernorm",
        ["attention.q"] = "layers.{0}.attention.query_key_value",
        ["attention.k"] = "layers.{0}.attention.query_key_value",
        ["attention.v"] = "layers.{0}.attention.query_key_value",
        ["attention.o"] = "layers.{0}.attention.dense",
        ["feed_forward_norm"] = "layers.{0}.post_attention_layernorm",
        ["feed_forward.up"] = "layers.{0}.mlp.dense_h_to_4h",
        ["feed_forward.down"] = "layers.{0}.mlp.dense_4h_to_h",
        ["final_norm"] = "final_layer_norm",
    });

    protected override DecoderConfig Configure(ConfigReader config)
    {
        var decoder = StandardSettings.Read(config, new() { ContextLength = 2048, Activation = "gelu" });
        if (decoder.Attention.KeyValueHeadCount != decoder.Attention.HeadCount)
            throw config.Unsupported("num_key_value_heads", "the number of attention heads");
        var bias = config.Boolean("attention_bias", true);
        return decoder with
        {
            Rope = RopeReader.Read(config, decoder.Attention.HeadSize, decoder.ContextLength, config.Positive("rotary_emb_base", 10_000), config.Number("rotary_pct", 0.25, 0, 1)),
            Attention = decoder.Attention with { InputBias = bias, OutputBias = bias },
            FeedForward = decoder.FeedForward with { Gated = false, Bias = true },
            Norm = new() { Kind = NormKind.Layer, HasBias = true, Epsilon = config.Positive("layer_norm_eps", 1e-5) },
            ParallelResidual = config.Boolean("use_parallel_residual", true),
        };
    }

    public override WeightSource Locate(DecoderConfig config, WeightName name, string prefix)
    {
        var tensor = prefix + Names.Tensor(name);
        var part = name.Part switch { "attention.q" => 0, "attention.k" => 1, "attention.v" => 2, _ => -1 };
        if (part < 0)
            return WeightSource.Whole(tensor);
        long size = config.Attention.HeadSize, rows = 3 * config.AttentionOf(name.Layer).QueryWidth;
        ImmutableArray<long> shape = name.Suffix == ".bias" ? [rows] : [rows, config.HiddenSize];
        return new(tensor, shape, new RowOrder(part * size, size, 3 * size, Interleaved: false));
    }
}
