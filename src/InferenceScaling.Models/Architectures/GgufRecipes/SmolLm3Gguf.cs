using System.Collections.Immutable;
using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.GgufRecipes;

/// <summary>SmolLM3: Llama that leaves the rotary embedding out in every fourth layer, which GGUF files do not say.</summary>
internal sealed class SmolLm3Gguf : GgufRecipe
{
    private const int Interval = 4;

    public override string Architecture => "smollm3";

    public override ImmutableArray<string> ModelTypes { get; } = ["smollm3"];

    public override bool InterleavedRotation => true;

    public override DecoderConfig Configure(GgufSettings settings)
    {
        var decoder = GgufStandard.Read(settings);
        return decoder with { Layers = [.. decoder.Layers.Select((layer, index) => layer with { Rotary = (index + 1) % Interval != 0 })] };
    }
}
