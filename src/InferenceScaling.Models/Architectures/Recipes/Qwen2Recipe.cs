using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.Recipes;

/// <summary>Qwen 2 and 2.5: Llama with biases on queries, keys and values; optional windows in the upper layers.</summary>
internal sealed class Qwen2Recipe : Recipe
{
    public override string ModelType => "qwen2";

    public override string Models => "Qwen 2, 2.5 and their reward models, DeepSeek-R1-Distill-Qwen";

    protected override DecoderConfig Configure(ConfigReader config)
    {
        var decoder = StandardSettings.Read(config, new() { ContextLength = 32_768 });
        return UpperWindows(config, decoder with { Attention = decoder.Attention with { InputBias = true } });
    }

    /// <summary>Windows from layer <c>max_window_layers</c> on, if <c>use_sliding_window</c>.</summary>
    public static DecoderConfig UpperWindows(ConfigReader config, DecoderConfig decoder)
    {
        var window = config.Boolean("use_sliding_window", false) ? StandardSettings.Window(config, 4096) : 0;
        var first = config.Integer("max_window_layers", 0, int.MaxValue, 28);
        return StandardSettings.WithWindows(config, decoder, window, layer => layer >= first);
    }
}
