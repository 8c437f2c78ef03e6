using System.Collections.Immutable;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Gguf;

namespace InferenceScaling.Models.Architectures.Loading;

/// <summary>Understands GGUF files of the Llama, Qwen 2 and Qwen 3 architectures.</summary>
internal static class GgufModel
{
    private const string RopeDivisors = "rope_freqs.weight";

    /// <summary>The values of <c>general.architecture</c> that are understood.</summary>
    public static ImmutableArray<string> Families { get; } = ["llama", "qwen2", "qwen3"];

    private static readonly TensorNames Names = new(new Dictionary<string, string>
    {
        ["embed"] = "token_embd",
        ["attention_norm"] = "blk.{0}.attn_norm",
        ["attention.q"] = "blk.{0}.attn_q",
        ["attention.k"] = "blk.{0}.attn_k",
        ["attention.v"] = "blk.{0}.attn_v",
        ["attention.o"] = "blk.{0}.attn_output",
        ["attention.q_norm"] = "blk.{0}.attn_q_norm",
        ["attention.k_norm"] = "blk.{0}.attn_k_norm",
        ["feed_forward_norm"] = "blk.{0}.ffn_norm",
        ["feed_forward.gate"] = "blk.{0}.ffn_gate",
        ["feed_forward.up"] = "blk.{0}.ffn_up",
        ["feed_forward.down"] = "blk.{0}.ffn_down",
        ["final_norm"] = "output_norm",
        ["head"] = "output",
    });

    public static (DecoderConfig Config, Func<string, WeightSource> Locate) Read(GgufFile file)
    {
        try
        {
            return Understand(file);
        }
        catch (CheckpointFormatException exception) when (!exception.Message.Contains(file.Location, StringComparison.Ordinal))
        {
            // A value knows its key, but not which file it is from.
            throw new CheckpointFormatException(CheckpointDefect.ModelMetadata, $"{file.Location}: {exception.Message}", exception);
        }
    }

    private static (DecoderConfig Config, Func<string, WeightSource> Locate) Understand(GgufFile file)
    {
        var metadata = new GgufSettings(file);
        var family = file.Metadata.GetString("general.architecture");
        if (!Families.Contains(family))
            throw metadata.Fault($"'general.architecture' is '{family}'; known are {string.Join(", ", Families)}. Models of other families load from their safetensors files.");
        if (metadata.Integer("expert_count", 0, int.MaxValue, 0) > 0)
            throw metadata.Fault($"'{family}.expert_count' is set; GGUF files with routed experts are not supported. Load the model's safetensors files.");

        var config = Configure(file, family, metadata);
        return (config, Locate);

        WeightSource Locate(string name)
        {
            var weight = WeightName.Parse(name);
            // The converter stores Llama's queries and keys for interleaved rotation.
            var turned = family == "llama" && weight.Part is ("attention.q" or "attention.k");
            return new(Names.Tensor(weight), [], turned ? RowOrder.Pairs(config.Attention.HeadSize) : RowOrder.Stored);
        }
    }

    private static DecoderConfig Configure(GgufFile file, string family, GgufSettings metadata)
    {
        var hidden = metadata.Integer("embedding_length", 1, 1 << 20);
        var heads = metadata.Integer("attention.head_count", 1, 1 << 16);
        var shared = metadata.Integer("attention.head_count_kv", 1, 1 << 16, heads);
        if (shared > heads || heads % shared != 0)
            throw metadata.Fault($"{heads} attention heads share {shared} key-value heads; expected a divisor.");
        if (hidden % heads != 0 && !metadata.Has("attention.key_length"))
            throw metadata.Fault($"embedding length {hidden} is no multiple of {heads} heads, and there is no '{family}.attention.key_length'.");
        var size = metadata.Integer("attention.key_length", 1, 1 << 14, Math.Max(hidden / heads, 1));
        if (metadata.Integer("attention.value_length", 1, 1 << 14, size) != size)
            throw metadata.Fault($"'{family}.attention.value_length' differs from the key length {size}; expected the same.");
        var layers = metadata.Integer("block_count", 1, 4096);
        var context = metadata.Integer("context_length", 1, int.MaxValue);
        var vocabulary = file.Tensors.TryGetValue("token_embd.weight", out var embedding) && embedding.Shape.Length == 2 ? embedding.Shape[0] : 0;
        if (vocabulary is < 1 or > 1 << 24)
            throw metadata.Fault("'token_embd.weight' is missing or is no matrix of at most 16,777,216 tokens.");
        return new()
        {
            Family = family,
            VocabularySize = (int)vocabulary,
            OutputWidth = (int)vocabulary,
            ContextLength = context,
            HiddenSize = hidden,
            LayerCount = layers,
            Attention = new()
            {
                HeadCount = heads,
                KeyValueHeadCount = shared,
                HeadSize = size,
                Scale = 1 / Math.Sqrt(size),
                InputBias = file.Tensors.ContainsKey("blk.0.attn_q.bias"),
                OutputBias = file.Tensors.ContainsKey("blk.0.attn_output.bias"),
                QueryKeyNorm = family == "qwen3" ? QueryKeyNorm.Head : QueryKeyNorm.None,
            },
            Rope = Rope(file, metadata, size, context),
            FeedForward = new() { IntermediateSize = metadata.Integer("feed_forward_length", 1, 1 << 20), Gated = true },
            Norm = new() { Epsilon = metadata.Number("attention.layer_norm_rms_epsilon") },
            Layers = [.. Enumerable.Repeat(new LayerConfig(), layers)],
            Head = new() { Tied = !file.Tensors.ContainsKey("output.weight") },
        };
    }

    private static RopeConfig Rope(GgufFile file, GgufSettings metadata, int headSize, int context)
    {
        var dimensions = metadata.Integer("rope.dimension_count", 2, headSize, headSize);
        if (dimensions % 2 != 0)
            throw metadata.Fault($"{dimensions} rotary dimensions; expected an even number.");
        var rope = new RopeConfig { RotaryDimensions = dimensions, Theta = metadata.Number("rope.freq_base", 10_000) };

        // Llama 3's scaling arrives as one divisor a dimension pair.
        if (file.Tensors.TryGetValue(RopeDivisors, out var entry))
        {
            if (entry.ElementCount != dimensions / 2)
                throw metadata.Fault($"'{RopeDivisors}' has {entry.ElementCount} elements; expected {dimensions / 2}.");
            var divisors = new float[dimensions / 2];
            file.ReadSingles(RopeDivisors, 0, divisors);
            ImmutableArray<double> factors = [.. divisors.Select(divisor => (double)divisor)];
            return rope with { Scaling = RopeScaling.LongRope, OriginalContextLength = context, ShortFactors = factors, LongFactors = factors };
        }

        var kind = metadata.Text("rope.scaling.type", "none");
        return kind switch
        {
            "none" => rope,
            "linear" => rope with { Scaling = RopeScaling.Linear, Factor = metadata.Number("rope.scaling.factor") },
            "yarn" => Yarn(rope, metadata, context),
            _ => throw metadata.Fault($"'rope.scaling.type' is '{kind}'; supported: none, linear, yarn."),
        };
    }

    private static RopeConfig Yarn(RopeConfig rope, GgufSettings metadata, int context)
    {
        var factor = metadata.Number("rope.scaling.factor");
        return rope with
        {
            Scaling = RopeScaling.Yarn,
            Factor = factor,
            OriginalContextLength = metadata.Integer("rope.scaling.original_context_length", 1, int.MaxValue, context),
            AttentionFactor = factor <= 1 ? 1 : (0.1 * Math.Log(factor)) + 1,
        };
    }
}
