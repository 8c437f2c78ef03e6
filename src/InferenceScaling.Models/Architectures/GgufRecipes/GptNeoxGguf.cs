using System.Collections.Immutable;
using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.GgufRecipes;

/// <summary>GPT-NeoX and Pythia: layer norms, parallel residual, partly rotated heads; the converter has put the heads' queries, keys and values apart.</summary>
internal sealed class GptNeoxGguf : GgufRecipe
{
    public override string Architecture => "gptneox";

    public override ImmutableArray<string> ModelTypes { get; } = ["gpt_neox"];

    public override DecoderConfig Configure(GgufSettings settings)
    {
        var decoder = GgufStandard.ReadBody(settings);
        return decoder with
        {
            Rope = GgufRope.Read(settings, decoder.Attention.HeadSize, decoder.ContextLength),
            FeedForward = decoder.FeedForward with { Activation = Activation.Gelu },
            Norm = new() { Kind = NormKind.Layer, HasBias = true, Epsilon = settings.Number("attention.layer_norm_epsilon") },
            ParallelResidual = settings.Boolean("use_parallel_residual", true),
        };
    }
}
