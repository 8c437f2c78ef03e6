using System.Collections.Immutable;
using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.GgufRecipes;

/// <summary>GPT-2: learned positions, layer norms, biases everywhere. The converter has turned its matrices round.</summary>
internal sealed class Gpt2Gguf : GgufRecipe
{
    public override string Architecture => "gpt2";

    public override ImmutableArray<string> ModelTypes { get; } = ["gpt2"];

    public override DecoderConfig Configure(GgufSettings settings)
    {
        var decoder = GgufStandard.ReadBody(settings);
        return decoder with
        {
            Embedding = new() { LearnedPositions = true },
            FeedForward = decoder.FeedForward with { Activation = Activation.GeluTanh },
            Norm = new() { Kind = NormKind.Layer, HasBias = true, Epsilon = settings.Number("attention.layer_norm_epsilon") },
            Layers = [.. decoder.Layers.Select(layer => layer with { Rotary = false })],
        };
    }
}
