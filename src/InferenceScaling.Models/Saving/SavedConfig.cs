using System.Text.Json;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Architectures.Recipes;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Loading;

namespace InferenceScaling.Models.Saving;

/// <summary>Writes config.json for a decoder that came without one, and proves that reading it gives the same decoder.</summary>
internal static class SavedConfig
{
    /// <exception cref="CheckpointFormatException">The family's config.json cannot say what this decoder is.</exception>
    public static byte[] Write(DecoderConfig config, Recipe recipe, ModelText text, TensorType type, string location)
    {
        var bytes = SavedJson.Write(json => WriteMembers(json, config, text, type));
        using var document = JsonDocument.Parse(bytes);
        var reread = recipe.Read(new(document.RootElement, location));
        return Same(config, reread)
            ? bytes
            : throw new CheckpointFormatException(CheckpointDefect.Unsupported, $"{location}: this {config.Family} decoder has settings that config.json of its family has no words for, so it cannot be saved in that form.");
    }

    private static void WriteMembers(Utf8JsonWriter json, DecoderConfig config, ModelText text, TensorType type)
    {
        var attention = config.Attention;
        var name = config.Family switch { "llama" => "Llama", "qwen2" => "Qwen2", "qwen3" => "Qwen3", var other => other };
        json.WriteStartArray("architectures");
        json.WriteStringValue(name + "ForCausalLM");
        json.WriteEndArray();
        json.WriteString("model_type", config.Family);
        json.WriteNumber("vocab_size", config.VocabularySize);
        json.WriteNumber("hidden_size", config.HiddenSize);
        json.WriteNumber("intermediate_size", config.FeedForward.IntermediateSize);
        json.WriteNumber("num_hidden_layers", config.LayerCount);
        json.WriteNumber("num_attention_heads", attention.HeadCount);
        json.WriteNumber("num_key_value_heads", attention.KeyValueHeadCount);
        json.WriteNumber("head_dim", attention.HeadSize);
        json.WriteBoolean("attention_bias", attention.InputBias);
        json.WriteString("hidden_act", "silu");
        json.WriteNumber("max_position_embeddings", config.ContextLength);
        json.WriteNumber("rms_norm_eps", config.Norm.Epsilon);
        json.WriteBoolean("tie_word_embeddings", config.Head.Tied);
        WriteRope(json, config);
        SavedLayers.WriteSizes(json, config);
        if (text.Tokenizer.BeginningOfSequenceId is { } beginning)
            json.WriteNumber("bos_token_id", beginning);
        SavedJson.WriteIds(json, "eos_token_id", text.EndOfText);
        json.WriteString("torch_dtype", SavedJson.NameOf(type));
    }

    private static void WriteRope(Utf8JsonWriter json, DecoderConfig config)
    {
        if (config.Rope is not { } rope)
            return;
        json.WriteNumber("rope_theta", rope.Theta);
        if (rope.RotaryDimensions != config.Attention.HeadSize)
            json.WriteNumber("partial_rotary_factor", (double)rope.RotaryDimensions / config.Attention.HeadSize);
        if (rope.Scaling == RopeScaling.None)
            return;
        json.WriteStartObject("rope_scaling");
        json.WriteString("rope_type", rope.Scaling switch { RopeScaling.Linear => "linear", RopeScaling.Yarn => "yarn", RopeScaling.LongRope => "longrope", _ => "llama3" });
        json.WriteNumber("factor", rope.Factor);
        if (rope.Scaling != RopeScaling.Linear)
        {
            json.WriteNumber("original_max_position_embeddings", rope.OriginalContextLength);
            json.WriteNumber("attention_factor", rope.AttentionFactor);
        }

        if (rope.Scaling == RopeScaling.LongRope)
        {
            WriteNumbers(json, "short_factor", rope.ShortFactors);
            WriteNumbers(json, "long_factor", rope.LongFactors);
        }

        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    /// <summary>Whether two decoders are of the same kind and size. Records compare arrays by identity, so those are compared apart.</summary>
    public static bool Same(DecoderConfig one, DecoderConfig other) =>
        one.Layers.SequenceEqual(other.Layers)
        && Same(one.Rope, other.Rope)
        && one with { Layers = [], Rope = null } == other with { Layers = [], Rope = null };

    private static bool Same(RopeConfig? one, RopeConfig? other) =>
        one is null || other is null
            ? one is null && other is null
            : one.ShortFactors.SequenceEqual(other.ShortFactors) && one.LongFactors.SequenceEqual(other.LongFactors)
              && one with { ShortFactors = [], LongFactors = [] } == other with { ShortFactors = [], LongFactors = [] };
}
