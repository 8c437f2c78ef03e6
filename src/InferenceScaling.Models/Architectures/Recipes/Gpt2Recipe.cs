using System.Collections.Immutable;
using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.Recipes;

/// <summary>GPT-2: learned positions, layer norms, fused queries, keys and values, matrices stored [in, out].</summary>
internal sealed class Gpt2Recipe : Recipe
{
    public override string ModelType => "gpt2";

    public override string Models => "GPT-2";

    public override ImmutableArray<string> Prefixes { get; } = ["transformer.", ""];

    public override bool SharesKeys => false;

    public override TensorNames Names { get; } = new(new Dictionary<string, string>
    {
        ["embed"] = "wte",
        ["embed_position"] = "wpe",
        ["attention_norm"] = "h.{0}.ln_1",
        ["attention.q"] = "h.{0}.attn.c_attn",
        ["attention.k"] = "h.{0}.attn.c_attn",
        ["attention.v"] = "h.{0}.attn.c_attn",
        ["attention.o"] = "h.{0}.attn.c_proj",
        ["feed_forward_norm"] = "h.{0}.ln_2",
        ["feed_forward.up"] = "h.{0}.mlp.c_fc",
        ["feed_forward.down"] = "h.{0}.mlp.c_proj",
        ["final_norm"] = "ln_f",
    });

    protected override DecoderConfig Configure(ConfigReader config)
    {
        if (config.Boolean("scale_attn_by_inverse_layer_idx", false))
            throw config.Unsupported("scale_attn_by_inverse_layer_idx", "false");
        var hidden = config.Integer("n_embd", 1, 1 << 20, 768);
        var layers = config.Integer("n_layer", 1, 4096, 12);
        var attention = StandardSettings.Heads(config, "n_head", null, hidden);
        return HeadSettings.Apply(config, true, new DecoderConfig
        {
            Family = ModelType,
            VocabularySize = config.Integer("vocab_size", 1, 1 << 24, 50_257),
            ContextLength = config.Integer("n_positions", 1, 1 << 24, 1024),
            HiddenSize = hidden,
            LayerCount = layers,
            Embedding = new() { LearnedPositions = true },
            Attention = attention with { InputBias = true, OutputBias = true, Scale = config.Boolean("scale_attn_weights", true) ? attention.Scale : 1 },
            FeedForward = new()
            {
                IntermediateSize = config.Integer("n_inner", 1, 1 << 20, Math.Min(4 * hidden, 1 << 20)),
                Activation = StandardSettings.ActivationOf(config, "activation_function", "gelu_new"),
                Bias = true,
            },
            Norm = new() { Kind = NormKind.Layer, HasBias = true, Epsilon = config.Positive("layer_norm_epsilon", 1e-5) },
            Layers = [.. Enumerable.Repeat(new LayerConfig(Rotary: false), layers)],
        });
    }

    public override WeightSource Locate(DecoderConfig config, WeightName name, string prefix)
    {
        var tensor = prefix + Names.Tensor(name);
        var matrix = name.Part.StartsWith("attention.", StringComparison.Ordinal) || name.Part.StartsWith("feed_forward.", StringComparison.Ordinal);
        var part = name.Part switch { "attention.q" => 0, "attention.k" => 1, "attention.v" => 2, _ => -1 };
        long rows = part < 0 ? 0 : config.AttentionOf(name.Layer).QueryWidth;
        ImmutableArray<long> fused = part < 0 ? [] : name.Suffix == ".bias" ? [3 * rows] : [3 * rows, config.HiddenSize];
        return new(tensor, fused, RowOrder.From(Math.Max(part, 0) * rows), Transposed: matrix && name.Suffix == ".weight");
    }
}
