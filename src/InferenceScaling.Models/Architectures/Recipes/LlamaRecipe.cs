using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.Recipes;

/// <summary>Llama 1 to 3 and the many models of their shape (SmolLM2, TinyLlama, …).</summary>
internal sealed class LlamaRecipe : Recipe
{
    public override string ModelType => "llama";

    public override string Models => "Llama 1 to 3, SmolLM 1 and 2, TinyLlama";

    protected override DecoderConfig Configure(ConfigReader config)
    {
        var decoder = StandardSettings.Read(config, new() { ContextLength = 2048 });
        var bias = config.Boolean("attention_bias", false);
        return decoder with
        {
            Attention = decoder.Attention with { InputBias = bias, OutputBias = bias },
            FeedForward = decoder.FeedForward with { Bias = config.Boolean("mlp_bias", false) },
        };
    }
}
