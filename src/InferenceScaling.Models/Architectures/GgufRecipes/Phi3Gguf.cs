using System.Collections.Immutable;
using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.GgufRecipes;

/// <summary>Phi-3 and Phi-4: fused matrices, LongRoPE, a window in every layer if one is written.</summary>
internal sealed class Phi3Gguf : GgufRecipe
{
    public override string Architecture => "phi3";

    public override ImmutableArray<string> ModelTypes { get; } = ["phi3"];

    public override DecoderConfig Configure(GgufSettings settings)
    {
        var decoder = GgufStandard.Read(settings);
        var window = settings.Integer("attention.sliding_window", 0, int.MaxValue, 0);
        return decoder with { Layers = [.. decoder.Layers.Select(layer => layer with { Window = window })] };
    }

    public override WeightSource Locate(DecoderConfig config, GgufSettings settings, WeightName name)
    {
        if (name.Part is not ("feed_forward.gate" or "feed_forward.up"))
            return base.Locate(config, settings, name);
        long width = config.FeedForward.IntermediateSize;
        var fused = GgufNames.Standard.Tensor(name with { Part = "feed_forward.up" });
        return new(fused, [2 * width, config.HiddenSize], RowOrder.From(name.Part == "feed_forward.up" ? width : 0));
    }
}
