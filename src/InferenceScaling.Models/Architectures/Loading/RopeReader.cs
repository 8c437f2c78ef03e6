namespace InferenceScaling.Models.Architectures.Loading;

/// <summary>Reads rotary settings in both forms: <c>rope_theta</c> with <c>rope_scaling</c> (transformers 4), and <c>rope_parameters</c> (transformers 5), possibly one set a kind of layer.</summary>
internal static class RopeReader
{
    private const string Kinds = "default, linear, llama3, yarn, longrope";

    /// <summary>Reads the settings.</summary>
    /// <param name="config">The root of config.json.</param>
    /// <param name="headSize">Width of a head.</param>
    /// <param name="contextLength">The model's longest context.</param>
    /// <param name="defaultTheta">The family's base.</param>
    /// <param name="defaultFraction">The family's share of rotated dimensions.</param>
    /// <param name="layerType">Which set, where there is one a kind of layer.</param>
    public static RopeConfig Read(ConfigReader config, int headSize, int contextLength, double defaultTheta, double defaultFraction = 1, string layerType = "full_attention")
    {
        var parameters = config.Section("rope_parameters");
        if (parameters is not null && parameters.Has(layerType))
            parameters = parameters.Section(layerType);
        var theta = (parameters ?? config).Positive("rope_theta", config.Positive("rope_theta", defaultTheta));
        var fraction = (parameters ?? config).Number("partial_rotary_factor", config.Number("partial_rotary_factor", defaultFraction, 0, 1), 0, 1);
        var dimensions = (int)(headSize * fraction);
        if (dimensions < 2 || dimensions % 2 != 0)
            throw config.Contradiction($"{dimensions} rotary dimensions (heads of {headSize}, a share of {fraction}); expected an even number of at least 2.");
        var rope = new RopeConfig { Theta = theta, RotaryDimensions = dimensions };
        return (parameters ?? config.Section("rope_scaling")) is { } scaling ? Scale(rope, scaling, config, contextLength) : rope;
    }

    private static RopeConfig Scale(RopeConfig rope, ConfigReader scaling, ConfigReader config, int contextLength)
    {
        int Original(int? fallback) => scaling.Integer("original_max_position_embeddings", 1, int.MaxValue, config.Has("original_max_position_embeddings") ? config.Integer("original_max_position_embeddings", 1, int.MaxValue) : fallback);

        var type = scaling.Text("rope_type", scaling.Text("type", "default"));
        switch (type)
        {
            case "default" or "none":
                return rope;
            case "linear":
                return rope with { Scaling = RopeScaling.Linear, Factor = scaling.Positive("factor") };
            case "llama3":
                var llama = rope with
                {
                    Scaling = RopeScaling.Llama3,
                    Factor = scaling.Positive("factor"),
                    LowFrequencyFactor = scaling.Positive("low_freq_factor"),
                    HighFrequencyFactor = scaling.Positive("high_freq_factor"),
                    OriginalContextLength = Original(null),
                };
                return llama.HighFrequencyFactor > llama.LowFrequencyFactor
                    ? llama
                    : throw scaling.Contradiction($"rope scaling llama3: high_freq_factor {llama.HighFrequencyFactor} must exceed low_freq_factor {llama.LowFrequencyFactor}.");
            case "yarn":
                var factor = scaling.Positive("factor");
                return rope with
                {
                    Scaling = RopeScaling.Yarn,
                    Factor = factor,
                    OriginalContextLength = Original(contextLength),
                    BetaFast = scaling.Positive("beta_fast", 32),
                    BetaSlow = scaling.Positive("beta_slow", 1),
                    Truncate = scaling.Boolean("truncate", true),
                    AttentionFactor = scaling.Positive("attention_factor", YarnTemperature(scaling, factor)),
                };
            case "longrope" or "su":
                var original = Original(contextLength);
                var stretch = scaling.Positive("factor", (double)contextLength / original);
                return rope with
                {
                    Scaling = RopeScaling.LongRope,
                    Factor = stretch,
                    OriginalContextLength = original,
                    ShortFactors = scaling.Numbers("short_factor", rope.RotaryDimensions / 2),
                    LongFactors = scaling.Numbers("long_factor", rope.RotaryDimensions / 2),
                    AttentionFactor = scaling.Positive("attention_factor", stretch <= 1 || original == 1 ? 1 : Math.Sqrt(1 + (Math.Log(stretch) / Math.Log(original)))),
                };
            default:
                throw scaling.Unknown(scaling.Has("rope_type") ? "rope_type" : "type", Kinds);
        }
    }

    private static double YarnTemperature(ConfigReader scaling, double factor)
    {
        double Temperature(double scale) => factor <= 1 ? 1 : (0.1 * scale * Math.Log(factor)) + 1;

        return scaling.Has("mscale") && scaling.Has("mscale_all_dim")
            ? Temperature(scaling.Positive("mscale")) / Temperature(scaling.Positive("mscale_all_dim"))
            : Temperature(1);
    }
}
