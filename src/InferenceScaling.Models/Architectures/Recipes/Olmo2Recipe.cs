using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.Recipes;

/// <summary>OLMo 2: norms after attention and feed-forward only, and over whole queries and keys.</summary>
internal sealed class Olmo2Recipe : Recipe
{
    public override string ModelType => "olmo2";

    public override string Models => "OLMo 2";

    public override TensorNames Names { get; } = TensorNames.Standard.With(
        ("attention_post_norm", "layers.{0}.post_attention_layernorm"),
        ("feed_forward_post_norm", "layers.{0}.post_feedforward_layernorm"));

    protected override DecoderConfig Configure(ConfigReader config)
    {
        var decoder = StandardSettings.Read(config, new() { ContextLength = 2048 });
        var bias = config.Boolean("attention_bias", false);
        return decoder with
        {
            Attention = decoder.Attention with { QueryKeyNorm = QueryKeyNorm.Width, InputBias = bias, OutputBias = bias },
            Norm = decoder.Norm with { Placement = NormPlacement.After, Epsilon = config.Positive("rms_norm_eps", 1e-5) },
        };
    }
}
