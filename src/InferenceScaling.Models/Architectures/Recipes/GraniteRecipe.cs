using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.Recipes;

/// <summary>Granite 3: Llama with multipliers on embedding, attention, residual and logits.</summary>
internal sealed class GraniteRecipe : Recipe
{
    public override string ModelType => "granite";

    public override string Models => "Granite 3, dense";

    protected override DecoderConfig Configure(ConfigReader config)
    {
        var decoder = StandardSettings.Read(config, new() { ContextLength = 2048 });
        var bias = config.Boolean("attention_bias", false);
        return decoder with
        {
            Embedding = new() { Scale = config.Positive("embedding_multiplier", 1) },
            Attention = decoder.Attention with { Scale = config.Positive("attention_multiplier", 1), InputBias = bias, OutputBias = bias },
            FeedForward = decoder.FeedForward with { Bias = config.Boolean("mlp_bias", false) },
            ResidualMultiplier = config.Positive("residual_multiplier", 1),
            Head = decoder.Head with { Multiplier = 1 / config.Positive("logits_scaling", 1) },
        };
    }
}
