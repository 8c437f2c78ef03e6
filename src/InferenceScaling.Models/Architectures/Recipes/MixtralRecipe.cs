using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.Recipes;

/// <summary>Mixtral: Mistral with routed experts in every layer.</summary>
internal sealed class MixtralRecipe : Recipe
{
    public override string ModelType => "mixtral";

    public override string Models => "Mixtral 8x7B, 8x22B";

    public override TensorNames Names { get; } = TensorNames.Standard.With(
        ("router", "layers.{0}.block_sparse_moe.gate"),
        ("experts.gate", "layers.{0}.block_sparse_moe.experts.{1}.w1"),
        ("experts.up", "layers.{0}.block_sparse_moe.experts.{1}.w3"),
        ("experts.down", "layers.{0}.block_sparse_moe.experts.{1}.w2"));

    protected override DecoderConfig Configure(ConfigReader config)
    {
        var decoder = StandardSettings.Read(config, new() { Theta = 1_000_000, ContextLength = 131_072 });
        var experts = ReadExperts(config, "num_local_experts", 8, decoder.FeedForward.IntermediateSize) with { NormalizeWeights = true };
        return StandardSettings.WithWindows(
            config,
            decoder with { Experts = experts, Layers = [.. decoder.Layers.Select(layer => layer with { Sparse = true })] },
            StandardSettings.Window(config, 0),
            _ => true);
    }

    /// <summary>Reads how many experts there are and how many a token visits.</summary>
    public static ExpertConfig ReadExperts(ConfigReader config, string countField, int countDefault, int width)
    {
        var count = config.Integer(countField, 1, 4096, countDefault);
        return new() { Count = count, PerToken = config.Integer("num_experts_per_tok", 1, count, Math.Min(2, count)), IntermediateSize = width };
    }
}
