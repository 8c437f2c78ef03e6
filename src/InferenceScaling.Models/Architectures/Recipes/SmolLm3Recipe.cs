using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.Recipes;

/// <summary>SmolLM3: Llama that leaves the rotary embedding out in every fourth layer.</summary>
internal sealed class SmolLm3Recipe : Recipe
{
    public override string ModelType => "smollm3";

    public override string Models => "SmolLM3";

    protected override DecoderConfig Configure(ConfigReader config)
    {
        var decoder = StandardSettings.Read(config, new() { Theta = 2_000_000, Tied = true, ContextLength = 32_768 });
        var bias = config.Boolean("attention_bias", false);
        var interval = config.Integer("no_rope_layer_interval", 1, int.MaxValue, 4);
        var rotary = config.Has("no_rope_layers")
            ? config.Integers("no_rope_layers", decoder.LayerCount).Select(flag => flag != 0).ToArray()
            : [.. Enumerable.Range(1, decoder.LayerCount).Select(layer => layer % interval != 0)];
        var window = config.Boolean("use_sliding_window", false) ? StandardSettings.Window(config, 0) : 0;
        return StandardSettings.WithWindows(
            config,
            decoder with
            {
                Attention = decoder.Attention with { InputBias = bias, OutputBias = bias },
                FeedForward = decoder.FeedForward with { Bias = config.Boolean("mlp_bias", false) },
                Layers = [.. decoder.Layers.Select((layer, index) => layer with { Rotary = rotary[index] })],
            },
            window,
            layer => !rotary[layer]);
    }
}
