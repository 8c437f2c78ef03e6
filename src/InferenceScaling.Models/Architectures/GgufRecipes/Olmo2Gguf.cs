using System.Collections.Immutable;
using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.GgufRecipes;

/// <summary>OLMo 2: norms after attention and feed-forward only, and over whole queries and keys. OLMo 3, which adds windows, is refused.</summary>
internal sealed class Olmo2Gguf : GgufRecipe
{
    public override string Architecture => "olmo2";

    public override ImmutableArray<string> ModelTypes { get; } = ["olmo2"];

    public override DecoderConfig Configure(GgufSettings settings)
    {
        if (settings.Integer("attention.sliding_window", 0, int.MaxValue, 0) > 0)
            throw settings.Fault("'olmo2.attention.sliding_window' is set, as in OLMo 3, which is not supported; expected OLMo 2.");
        var decoder = GgufStandard.Read(settings);
        return decoder with
        {
            Attention = decoder.Attention with { QueryKeyNorm = QueryKeyNorm.Width },
            Norm = decoder.Norm with { Placement = NormPlacement.After },
        };
    }
}
