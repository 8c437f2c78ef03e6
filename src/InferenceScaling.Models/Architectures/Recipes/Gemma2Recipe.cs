using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.Recipes;

/// <summary>Gemma 2: norms before and after, soft caps, every other layer local.</summary>
internal sealed class Gemma2Recipe : Recipe
{
    public override string ModelType => "gemma2";

    public override string Models => "Gemma 2";

    public override TensorNames Names => GemmaNames;

    /// <summary>Names of Gemma 2 and 3, which have four norms a layer.</summary>
    public static TensorNames GemmaNames { get; } = TensorNames.Standard.With(
        ("attention_post_norm", "layers.{0}.post_attention_layernorm"),
        ("feed_forward_norm", "layers.{0}.pre_feedforward_layernorm"),
        ("feed_forward_post_norm", "layers.{0}.post_feedforward_layernorm"));

    protected override DecoderConfig Configure(ConfigReader config)
    {
        var decoder = Common(config, 10_000);
        return StandardSettings.WithWindows(
            config,
            decoder with
            {
                Attention = decoder.Attention with { SoftCap = SoftCap(config, "attn_logit_softcapping", 50) },
                Head = decoder.Head with { SoftCap = SoftCap(config, "final_logit_softcapping", 30) },
            },
            StandardSettings.Window(config, 4096),
            layer => layer % 2 == 0);
    }

    /// <summary>What Gemma 2 and 3 share.</summary>
    public static DecoderConfig Common(ConfigReader config, double theta)
    {
        if (config.Boolean("use_bidirectional_attention", false))
            throw config.Unsupported("use_bidirectional_attention", "false");
        var decoder = StandardSettings.Read(config, new()
        {
            Theta = theta,
            Tied = true,
            HeadSize = 256,
            ContextLength = 8192,
            ActivationField = config.Has("hidden_activation") ? "hidden_activation" : "hidden_act",
            Activation = "gelu_pytorch_tanh",
        });
        var bias = config.Boolean("attention_bias", false);
        return decoder with
        {
            Embedding = new() { Scale = Math.Sqrt(decoder.HiddenSize) },
            Attention = decoder.Attention with { Scale = 1 / Math.Sqrt(config.Positive("query_pre_attn_scalar", 256)), InputBias = bias, OutputBias = bias },
            Norm = decoder.Norm with { Placement = NormPlacement.Both, WeightOffset = 1 },
        };
    }

    /// <summary>A cap, or 0 where it is null.</summary>
    public static double SoftCap(ConfigReader config, string field, double fallback) => config.Has(field) ? config.Positive(field) : config.Mentions(field) ? 0 : fallback;
}
