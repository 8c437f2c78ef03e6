using System.Collections.Immutable;
using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.GgufRecipes;

/// <summary>Qwen 3: norms on each head's queries and keys.</summary>
internal sealed class Qwen3Gguf : GgufRecipe
{
    public override string Architecture => "qwen3";

    public override ImmutableArray<string> ModelTypes { get; } = ["qwen3"];

    public override DecoderConfig Configure(GgufSettings settings)
    {
        var decoder = GgufStandard.Read(settings);
        return decoder with { Attention = decoder.Attention with { QueryKeyNorm = QueryKeyNorm.Head } };
    }
}
