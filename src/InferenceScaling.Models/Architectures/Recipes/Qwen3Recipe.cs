using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.Recipes;

/// <summary>Qwen 3: norms on each head's queries and keys, heads of their own size.</summary>
internal sealed class Qwen3Recipe : Recipe
{
    public override string ModelType => "qwen3";

    public override string Models => "Qwen 3, dense";

    protected override DecoderConfig Configure(ConfigReader config)
    {
        var decoder = StandardSettings.Read(config, new() { ContextLength = 32_768, HeadSize = 128 });
        var bias = config.Boolean("attention_bias", false);
        return Qwen2Recipe.UpperWindows(config, decoder with
        {
            Attention = decoder.Attention with { InputBias = bias, OutputBias = bias, QueryKeyNorm = QueryKeyNorm.Head },
        });
    }
}
