using System.Collections.Immutable;
using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.GgufRecipes;

/// <summary>Granite 3: multipliers on embedding, attention, residual and logits.</summary>
internal sealed class GraniteGguf : GgufRecipe
{
    public override string Architecture => "granite";

    public override ImmutableArray<string> ModelTypes { get; } = ["granite"];

    public override bool InterleavedRotation => true;

    public override DecoderConfig Configure(GgufSettings settings)
    {
        var decoder = GgufStandard.Read(settings);
        return decoder with
        {
            Embedding = new() { Scale = settings.Number("embedding_scale", 1) },
            Attention = decoder.Attention with { Scale = settings.Number("attention.scale", decoder.Attention.Scale) },
            ResidualMultiplier = settings.Number("residual_scale", 1),
            Head = decoder.Head with { Multiplier = 1 / settings.Number("logit_scale", 1) },
        };
    }
}
