using System.Collections.Immutable;
using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.GgufRecipes;

/// <summary>Qwen 2 and 2.5.</summary>
internal sealed class Qwen2Gguf : GgufRecipe
{
    public override string Architecture => "qwen2";

    public override ImmutableArray<string> ModelTypes { get; } = ["qwen2"];

    public override DecoderConfig Configure(GgufSettings settings) => GgufStandard.Read(settings);
}
