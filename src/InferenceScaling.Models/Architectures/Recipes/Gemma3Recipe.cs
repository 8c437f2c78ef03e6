using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.Recipes;

/// <summary>Gemma 3 (text): like Gemma 2 with norms on queries and keys instead of soft caps; five local layers, with a rotary base of their own, to a global one.</summary>
internal sealed class Gemma3Recipe : Recipe
{
    public override string ModelType => "gemma3_text";

    public override string Models => "Gemma 3, text only";

    public override TensorNames Names => Gemma2Recipe.GemmaNames;

    protected override DecoderConfig Configure(ConfigReader config)
    {
        var decoder = Gemma2Recipe.Common(config, 1_000_000);
        var pattern = config.Integer("sliding_window_pattern", 1, int.MaxValue, config.Integer("_sliding_window_pattern", 1, int.MaxValue, 6));
        return StandardSettings.WithWindows(
            config,
            decoder with
            {
                Attention = decoder.Attention with { QueryKeyNorm = QueryKeyNorm.Head, SoftCap = Gemma2Recipe.SoftCap(config, "attn_logit_softcapping", 0) },
                Head = decoder.Head with { SoftCap = Gemma2Recipe.SoftCap(config, "final_logit_softcapping", 0) },
                LocalRope = config.Section("rope_parameters") is { } parameters && parameters.Has("sliding_attention")
                    ? RopeReader.Read(config, decoder.Attention.HeadSize, decoder.ContextLength, 10_000, layerType: "sliding_attention")
                    : new() { RotaryDimensions = decoder.Attention.HeadSize, Theta = config.Positive("rope_local_base_freq", 10_000) },
            },
            StandardSettings.Window(config, 4096),
            layer => (layer + 1) % pattern != 0,
            localRope: true);
    }
}
