using System.Collections.Immutable;
using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.GgufRecipes;

/// <summary>Qwen 1.5 and 2 MoE: experts in every layer, weighted as routed, and one that every token visits.</summary>
internal sealed class Qwen2MoeGguf : GgufRecipe
{
    public override string Architecture => "qwen2moe";

    public override ImmutableArray<string> ModelTypes { get; } = ["qwen2_moe"];

    public override DecoderConfig Configure(GgufSettings settings)
    {
        var body = GgufStandard.Read(settings);
        var used = settings.Integer("expert_used_count", 1, 4096);
        var decoder = GgufStandard.WithExperts(settings, body, settings.Integer("expert_feed_forward_length", 1, 1 << 20, Math.Max(body.FeedForward.IntermediateSize / used, 1)));
        return decoder with
        {
            Experts = decoder.Experts! with
            {
                NormalizeWeights = false,
                SharedIntermediateSize = settings.Integer("expert_shared_feed_forward_length", 1, 1 << 20, body.FeedForward.IntermediateSize),
            },
        };
    }

    // The gate's single row is stored as a vector.
    public override WeightSource Locate(DecoderConfig config, GgufSettings settings, WeightName name)
    {
        var source = base.Locate(config, settings, name);
        return name.Part == "shared_expert_gate" && settings.TensorShape(source.Tensor) is { Length: 1 } ? source with { Shape = [config.HiddenSize] } : source;
    }
}
