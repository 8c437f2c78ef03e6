using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.Recipes;

/// <summary>Reads the settings nearly all families share; a recipe changes what its family does differently.</summary>
internal static class StandardSettings
{
    private const int MaxLayers = 4096;
    private const int MaxWidth = 1 << 20;
    private const int MaxVocabulary = 1 << 24;

    /// <summary>Reads a decoder of Llama's kind: RMS norms before, rotary embeddings, gated feed-forward, no biases.</summary>
    /// <param name="config">The root of config.json.</param>
    /// <param name="defaults">What the family assumes where the file is silent.</param>
    public static DecoderConfig Read(ConfigReader config, StandardDefaults? defaults = null)
    {
        defaults ??= new();
        var attention = Heads(config, "num_attention_heads", "num_key_value_heads", config.Integer("hidden_size", 1, MaxWidth), defaults.HeadSize);
        var context = config.Integer("max_position_embeddings", 1, int.MaxValue, defaults.ContextLength);
        var layers = config.Integer("num_hidden_layers", 1, MaxLayers);
        return HeadSettings.Apply(config, defaults.Tied, new DecoderConfig
        {
            Family = config.Text("model_type"),
            VocabularySize = config.Integer("vocab_size", 1, MaxVocabulary),
            ContextLength = context,
            HiddenSize = config.Integer("hidden_size", 1, MaxWidth),
            LayerCount = layers,
            Attention = attention,
            Rope = RopeReader.Read(config, attention.HeadSize, context, defaults.Theta),
            FeedForward = new()
            {
                IntermediateSize = config.Integer("intermediate_size", 1, MaxWidth),
                Activation = ActivationOf(config, defaults.ActivationField, defaults.Activation),
                Gated = true,
            },
            Norm = new() { Epsilon = config.Positive("rms_norm_eps", 1e-6) },
            Layers = [.. Enumerable.Repeat(new LayerConfig(), layers)],
        });
    }

    /// <summary>Reads head counts and sizes and checks that they divide each other.</summary>
    public static AttentionConfig Heads(ConfigReader config, string heads, string? keyValueHeads, int hidden, int? headSize = null)
    {
        var count = config.Integer(heads, 1, 1 << 16);
        var shared = keyValueHeads is null ? count : config.Integer(keyValueHeads, 1, 1 << 16, count);
        if (shared > count || count % shared != 0)
            throw config.Contradiction($"{count} attention heads share {shared} key-value heads; expected a divisor of {count}.");
        var size = config.Has("head_dim") ? config.Integer("head_dim", 1, 1 << 14) : headSize ?? 0;
        if (size == 0)
        {
            if (hidden % count != 0)
                throw config.Contradiction($"hidden size {hidden} is no multiple of {count} heads, and there is no 'head_dim'.");
            size = hidden / count;
        }

        return new() { HeadCount = count, KeyValueHeadCount = shared, HeadSize = size, Scale = 1 / Math.Sqrt(size) };
    }

    /// <summary>Reads the name of an activation function.</summary>
    public static Activation ActivationOf(ConfigReader config, string field, string? fallback = null) => config.Text(field, fallback) switch
    {
        "silu" or "swish" => Activation.Silu,
        "gelu" => Activation.Gelu,
        "gelu_pytorch_tanh" or "gelu_new" or "gelu_fast" => Activation.GeluTanh,
        "relu" => Activation.Relu,
        "relu2" => Activation.ReluSquared,
        _ => throw config.Unknown(field, "silu, gelu, gelu_pytorch_tanh, gelu_new, relu, relu2"),
    };

    /// <summary>Gives layers a window where <c>layer_types</c> says so, or, where there is none, where the family's rule does.</summary>
    /// <param name="config">The root of config.json.</param>
    /// <param name="decoder">The decoder so far.</param>
    /// <param name="window">Positions a local layer sees; 0 where windows are off.</param>
    /// <param name="isLocal">The family's rule.</param>
    /// <param name="localRope">Whether local layers have a rotary embedding of their own.</param>
    public static DecoderConfig WithWindows(ConfigReader config, DecoderConfig decoder, int window, Func<int, bool> isLocal, bool localRope = false)
    {
        var local = Enumerable.Range(0, decoder.LayerCount).Select(isLocal).ToArray();
        if (config.Has("layer_types"))
        {
            var types = config.Texts("layer_types", decoder.LayerCount);
            for (var layer = 0; layer < local.Length; layer++)
            {
                local[layer] = types[layer] switch
                {
                    "sliding_attention" => true,
                    "full_attention" => false,
                    _ => throw config.Unknown("layer_types", "full_attention, sliding_attention"),
                };
            }
        }

        return decoder with { Layers = [.. decoder.Layers.Select((layer, index) => layer with { Window = local[index] ? window : 0, LocalRope = localRope && local[index] })] };
    }

    /// <summary>The <c>sliding_window</c>, or 0 where it is null or 0.</summary>
    public static int Window(ConfigReader config, int fallback) => config.Integer("sliding_window", 0, int.MaxValue, fallback);
}
