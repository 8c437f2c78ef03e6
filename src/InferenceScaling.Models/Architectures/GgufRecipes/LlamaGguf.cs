using System.Collections.Immutable;
using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.GgufRecipes;

/// <summary>Llama, Mistral and, with experts, Mixtral: one architecture in GGUF. Mistral's sliding window is not part of it.</summary>
internal sealed class LlamaGguf : GgufRecipe
{
    public override string Architecture => "llama";

    public override ImmutableArray<string> ModelTypes { get; } = ["llama", "mistral", "mixtral"];

    public override bool InterleavedRotation => true;

    public override DecoderConfig Configure(GgufSettings settings)
    {
        var decoder = GgufStandard.Read(settings);
        return settings.Integer("expert_count", 0, 4096, 0) > 0 ? GgufStandard.WithExperts(settings, decoder, decoder.FeedForward.IntermediateSize) : decoder;
    }
}
