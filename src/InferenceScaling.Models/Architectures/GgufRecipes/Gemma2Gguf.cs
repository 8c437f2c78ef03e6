using System.Collections.Immutable;
using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.GgufRecipes;

/// <summary>Gemma 2. The converter has added one to the norms' weights; the scale of attention is not written, but known by the number of layers.</summary>
internal sealed class Gemma2Gguf : GgufRecipe
{
    private const int LayersOf27B = 46;

    public override string Architecture => "gemma2";

    public override ImmutableArray<string> ModelTypes { get; } = ["gemma2"];

    public override DecoderConfig Configure(GgufSettings settings)
    {
        var decoder = Common(settings, LayersOf27B);
        return GgufStandard.WithWindows(
            settings,
            decoder with
            {
                Attention = decoder.Attention with { SoftCap = settings.Number("attn_logit_softcapping", 50) },
                Head = decoder.Head with { SoftCap = settings.Number("final_logit_softcapping", 30) },
            },
            settings.Integer("attention.sliding_window", 0, int.MaxValue, 4096),
            period: 2);
    }

    /// <summary>What Gemma 2 and 3 share.</summary>
    /// <param name="settings">The metadata.</param>
    /// <param name="layersOf27B">Number of layers of the one size whose scores are scaled by hidden size / heads instead of the head size.</param>
    public static DecoderConfig Common(GgufSettings settings, int layersOf27B)
    {
        var decoder = GgufStandard.Read(settings);
        var attention = decoder.Attention;
        return decoder with
        {
            Embedding = new() { Scale = Math.Sqrt(decoder.HiddenSize) },
            Attention = attention with { Scale = 1 / Math.Sqrt(decoder.LayerCount == layersOf27B ? decoder.HiddenSize / attention.HeadCount : attention.HeadSize) },
            FeedForward = decoder.FeedForward with { Activation = Activation.GeluTanh },
            Norm = decoder.Norm with { Placement = NormPlacement.Both },
        };
    }
}
