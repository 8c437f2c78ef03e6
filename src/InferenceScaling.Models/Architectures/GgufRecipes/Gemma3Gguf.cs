using System.Collections.Immutable;
using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.GgufRecipes;

/// <summary>Gemma 3 (text): five local layers, with a rotary base of their own and no scaling, to a global one.</summary>
internal sealed class Gemma3Gguf : GgufRecipe
{
    private const int LayersOf27B = 62;

    public override string Architecture => "gemma3";

    public override ImmutableArray<string> ModelTypes { get; } = ["gemma3_text"];

    public override DecoderConfig Configure(GgufSettings settings)
    {
        var decoder = Gemma2Gguf.Common(settings, LayersOf27B);
        return GgufStandard.WithWindows(
            settings,
            decoder with
            {
                Attention = decoder.Attention with { QueryKeyNorm = QueryKeyNorm.Head },
                Head = decoder.Head with { SoftCap = settings.Has("final_logit_softcapping") ? settings.Number("final_logit_softcapping") : 0 },
                LocalRope = new() { RotaryDimensions = decoder.Rope!.RotaryDimensions, Theta = settings.Number("rope.freq_base_swa", 10_000) },
            },
            settings.Integer("attention.sliding_window", 0, int.MaxValue, 0),
            period: 6,
            localRope: true);
    }
}
