using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.Recipes;

/// <summary>Qwen 1.5 and 2 MoE: Qwen 2 with routed experts and one that every token visits.</summary>
internal sealed class Qwen2MoeRecipe : Recipe
{
    public override string ModelType => "qwen2_moe";

    public override string Models => "Qwen 1.5 and 2 MoE";

    protected override DecoderConfig Configure(ConfigReader config)
    {
        var decoder = StandardSettings.Read(config, new() { ContextLength = 32_768 });
        var experts = MixtralRecipe.ReadExperts(config, "num_experts", 60, config.Integer("moe_intermediate_size", 1, 1 << 20, 1408)) with
        {
            PerToken = config.Integer("num_experts_per_tok", 1, 4096, 4),
            NormalizeWeights = config.Boolean("norm_topk_prob", false),
            SharedIntermediateSize = config.Integer("shared_expert_intermediate_size", 1, 1 << 20, 5632),
        };
        if (experts.PerToken > experts.Count)
            throw config.Contradiction($"a token visits {experts.PerToken} of {experts.Count} experts.");
        var every = config.Integer("decoder_sparse_step", 1, int.MaxValue, 1);
        var dense = config.Has("mlp_only_layers") ? config.Integers("mlp_only_layers") : [];
        return Qwen2Recipe.UpperWindows(config, decoder with
        {
            Attention = decoder.Attention with { InputBias = config.Boolean("qkv_bias", true) },
            Experts = experts,
            Layers = [.. decoder.Layers.Select((layer, index) => layer with { Sparse = (index + 1) % every == 0 && !dense.Contains(index) })],
        });
    }
}
