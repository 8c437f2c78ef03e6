using System.Text.Json;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints.Gguf;
using InferenceScaling.Models.Tests.Checkpoints;

namespace InferenceScaling.Models.Tests.Architectures;

/// <summary>Writes a model folder as llama.cpp's converter lays it out: its names, keys, orders of rows and folded constants, all numbers in fp32.</summary>
internal sealed class GgufConversion
{
    private const uint Float32 = 0;

    private static readonly Dictionary<string, string> Architectures = new()
    {
        ["mistral"] = "llama",
        ["mixtral"] = "llama",
        ["qwen2_moe"] = "qwen2moe",
        ["gemma3_text"] = "gemma3",
        ["gpt_neox"] = "gptneox",
    };

    private readonly DecoderSource _source;
    private readonly DecoderConfig _config;
    private readonly JsonElement _settings;
    private readonly string _architecture;
    private readonly GgufBytes _file = new();

    private GgufConversion(DecoderSource source, JsonElement settings)
    {
        (_source, _config, _settings) = (source, source.Config, settings);
        _architecture = Architectures.GetValueOrDefault(_config.Family, _config.Family);
    }

    public static byte[] Convert(string folder)
    {
        using var source = DecoderSource.Open(folder);
        using var settings = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "config.json")));
        var conversion = new GgufConversion(source, settings.RootElement);
        conversion.WriteSettings();
        conversion.WriteTensors();
        return conversion._file.ToArray();
    }

    private void WriteSettings()
    {
        _file.Text("general.architecture", _architecture).Text("tokenizer.ggml.model", "no_vocab");
        Integer("vocab_size", _config.VocabularySize);
        Integer("context_length", _config.ContextLength);
        Integer("embedding_length", _config.HiddenSize);
        Integer("block_count", _config.LayerCount);
        Integer("feed_forward_length", _config.FeedForward.IntermediateSize);
        Integer("attention.head_count", _config.Attention.HeadCount);
        Integer("attention.head_count_kv", _config.Attention.KeyValueHeadCount);
        Integer("attention.key_length", _config.Attention.HeadSize);
        Integer("attention.value_length", _config.Attention.HeadSize);
        Number(_config.Norm.Kind == NormKind.Layer ? "attention.layer_norm_epsilon" : "attention.layer_norm_rms_epsilon", _config.Norm.Epsilon);
        if (_config.Rope is { } rope)
            WriteRope(rope);
        WriteFamily();
    }

    private void WriteRope(RopeConfig rope)
    {
        Integer("rope.dimension_count", rope.RotaryDimensions);
        Number("rope.freq_base", rope.Theta);
        switch (rope.Scaling)
        {
            case RopeScaling.Linear:
                _file.Text(Key("rope.scaling.type"), "linear");
                Number("rope.scaling.factor", rope.Factor);
                break;
            case RopeScaling.LongRope:
                Integer("rope.scaling.original_context_length", rope.OriginalContextLength);
                Number("rope.scaling.attn_factor", rope.AttentionFactor);
                Tensor("rope_factors_long.weight", [rope.LongFactors.Length], [.. rope.LongFactors.Select(factor => (float)factor)]);
                Tensor("rope_factors_short.weight", [rope.ShortFactors.Length], [.. rope.ShortFactors.Select(factor => (float)factor)]);
                break;
        }
    }

    private void WriteFamily()
    {
        switch (_architecture)
        {
            case "llama" or "qwen2moe" when _config.Experts is { } experts:
                Integer("expert_count", experts.Count);
                Integer("expert_used_count", experts.PerToken);
                if (_architecture == "qwen2moe")
                {
                    Integer("expert_feed_forward_length", experts.IntermediateSize);
                    Integer("expert_shared_feed_forward_length", experts.SharedIntermediateSize);
                }

                break;
            case "gemma2":
                Number("attn_logit_softcapping", _config.Attention.SoftCap);
                Number("final_logit_softcapping", _config.Head.SoftCap);
                Integer("attention.sliding_window", _settings.GetProperty("sliding_window").GetInt32());
                break;
            case "gemma3":
                Integer("attention.sliding_window", _settings.GetProperty("sliding_window").GetInt32());
                Integer("attention.sliding_window_pattern", _settings.GetProperty("sliding_window_pattern").GetInt32());
                break;
            case "granite":
                Number("attention.scale", _config.Attention.Scale);
                Number("embedding_scale", _config.Embedding.Scale);
                Number("residual_scale", _config.ResidualMultiplier);
                Number("logit_scale", 1 / _config.Head.Multiplier);
                break;
            case "gptneox":
                _file.Value(Key("use_parallel_residual"), GgufValueType.Bool, _config.ParallelResidual ? (byte)1 : (byte)0);
                break;
        }
    }

    private void WriteTensors()
    {
        Whole("embed.weight", "token_embd.weight");
        Whole("embed_position.weight", "position_embd.weight");
        for (var layer = 0; layer < _config.LayerCount; layer++)
            WriteLayer($"layers.{layer}.", $"blk.{layer}.");
        Norm("final_norm", "output_norm");
        Whole("head.weight", "output.weight");
    }

    private void WriteLayer(string from, string to)
    {
        Norm(from + "attention_norm", to + "attn_norm");
        Norm(from + "attention_post_norm", to + "post_attention_norm");
        Norm(from + "feed_forward_norm", to + "ffn_norm");
        Norm(from + "feed_forward_post_norm", to + "post_ffw_norm");
        WriteAttention(from + "attention.", to);
        if (_source.Weights.Contains(from + "router.weight"))
        {
            WriteExperts(from, to);
            return;
        }

        foreach (var suffix in new[] { ".weight", ".bias" })
        {
            if (_architecture == "phi3")
                Joined(to + "ffn_up" + suffix, from + "feed_forward.gate" + suffix, from + "feed_forward.up" + suffix);
            else
                Whole(from + "feed_forward.gate" + suffix, to + "ffn_gate" + suffix);
            if (_architecture != "phi3")
                Whole(from + "feed_forward.up" + suffix, to + "ffn_up" + suffix);
            Whole(from + "feed_forward.down" + suffix, to + "ffn_down" + suffix);
        }
    }

    private void WriteAttention(string from, string to)
    {
        foreach (var suffix in new[] { ".weight", ".bias" })
        {
            if (_architecture is "phi3" or "gpt2" or "gptneox")
            {
                Joined(to + "attn_qkv" + suffix, from + "q" + suffix, from + "k" + suffix, from + "v" + suffix);
            }
            else
            {
                Whole(from + "q" + suffix, to + "attn_q" + suffix, Turn, _architecture == "gemma2" ? ScaleOfQueries : 1);
                Whole(from + "k" + suffix, to + "attn_k" + suffix, Turn);
                Whole(from + "v" + suffix, to + "attn_v" + suffix);
            }

            Whole(from + "o" + suffix, to + "attn_output" + suffix);
        }

        Norm(from + "q_norm", to + "attn_q_norm", _architecture == "gemma3" ? ScaleOfQueries : 1);
        Norm(from + "k_norm", to + "attn_k_norm");
    }

    private void WriteExperts(string from, string to)
    {
        Whole(from + "router.weight", to + "ffn_gate_inp.weight");
        foreach (var part in new[] { "gate", "up", "down" })
        {
            var names = Enumerable.Range(0, _config.Experts!.Count).Select(expert => $"{from}experts.{expert}.{part}.weight").ToArray();
            Tensor($"{to}ffn_{part}_exps.weight", [names.Length, .. _source.Weights.Shape(names[0]).ToArray()], [.. names.SelectMany(Read)]);
            Whole($"{from}shared_expert.{part}.weight", $"{to}ffn_{part}_shexp.weight");
        }

        if (_source.Weights.Contains(from + "shared_expert_gate.weight"))
            Tensor(to + "ffn_gate_inp_shexp.weight", [_config.HiddenSize], Read(from + "shared_expert_gate.weight"));
    }

    // Gemma's files do not hold the scale of attention: readers take the head size's, so the difference goes into the queries.
    private float ScaleOfQueries => (float)(_config.Attention.Scale * Math.Sqrt(_config.Attention.HeadSize));

    // Halves become neighbours, for readers that rotate (2i, 2i + 1).
    private float[] Turn(float[] values)
    {
        if (_architecture is not ("llama" or "granite" or "smollm3"))
            return values;
        var (size, turned) = (_config.Attention.HeadSize, new float[values.Length]);
        var width = values.Length % _config.HiddenSize == 0 && values.Length > _config.Attention.QueryWidth ? _config.HiddenSize : 1;
        for (var row = 0; row < values.Length / width; row++)
        {
            var (head, place) = Math.DivRem(row, size);
            var target = (head * size) + (place < size / 2 ? 2 * place : (2 * (place - (size / 2))) + 1);
            values.AsSpan(row * width, width).CopyTo(turned.AsSpan(target * width));
        }

        return turned;
    }

    private void Norm(string from, string to, float scale = 1)
    {
        if (!_source.Weights.Contains(from + ".weight"))
            return;
        Tensor(to + ".weight", _source.Weights.Shape(from + ".weight"), [.. Read(from + ".weight").Select(value => (value + (float)_config.Norm.WeightOffset) * scale)]);
        Whole(from + ".bias", to + ".bias");
    }

    private void Whole(string from, string to, Func<float[], float[]>? order = null, float scale = 1)
    {
        if (!_source.Weights.Contains(from))
            return;
        var values = (order ?? (values => values))(Read(from));
        Tensor(to, _source.Weights.Shape(from), [.. values.Select(value => value * scale)]);
    }

    private void Joined(string to, params string[] from)
    {
        if (!_source.Weights.Contains(from[0]))
            return;
        var shape = _source.Weights.Shape(from[0]).ToArray();
        shape[0] = from.Sum(name => _source.Weights.Shape(name)[0]);
        Tensor(to, shape, [.. from.SelectMany(Read)]);
    }

    private float[] Read(string name)
    {
        var values = new float[_source.Weights.Shape(name).ToArray().Aggregate(1L, (product, size) => product * size)];
        _source.Weights.Read(name, 0, values);
        return values;
    }

    private void Tensor(string name, ReadOnlySpan<long> shape, float[] values) =>
        _file.Tensor(name, Float32, [.. shape.ToArray().Reverse().Select(size => (ulong)size)], [.. values.SelectMany(BitConverter.GetBytes)]);

    private void Integer(string name, int value) => _file.Value(Key(name), GgufValueType.UInt32, BitConverter.GetBytes((uint)value));

    private void Number(string name, double value) => _file.Value(Key(name), GgufValueType.Float32, BitConverter.GetBytes((float)value));

    private string Key(string name) => $"{_architecture}.{name}";
}
