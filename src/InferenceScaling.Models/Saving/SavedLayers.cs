using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Architectures.Loading;
using InferenceScaling.Models.Architectures.Recipes;
using InferenceScaling.Models.Checkpoints;

namespace InferenceScaling.Models.Saving;

/// <summary>Makes a config.json say which layers a decoder has, where some were cut or left out.</summary>
internal static class SavedLayers
{
    /// <summary>Settings whose layers are those of a decoder. They stay as they are where they say so already.</summary>
    /// <param name="settings">The config.json of a decoder that differs in nothing but its layers.</param>
    /// <param name="config">The decoder.</param>
    /// <param name="location">Where it is written, for messages.</param>
    /// <exception cref="CheckpointFormatException">The family's config.json has no words for these layers.</exception>
    public static byte[] Apply(byte[] settings, DecoderConfig config, string location)
    {
        if (Says(settings, config, location))
            return settings;
        var root = JsonNode.Parse(settings)!.AsObject();
        root[config.Family == "gpt2" ? "n_layer" : "num_hidden_layers"] = config.LayerCount;
        Set(root, "layer_types", config.Layers.Any(IsLocal), () => List(config, layer => IsLocal(layer) ? "sliding_attention" : "full_attention"));
        Set(root, "no_rope_layers", config.Rope is not null && config.Layers.Any(layer => !layer.Rotary), () => List(config, layer => layer.Rotary ? 1 : 0));
        if (config.Experts is not null && config.Layers.Any(layer => !layer.Sparse))
        {
            root["decoder_sparse_step"] = 1;
            root["mlp_only_layers"] = new JsonArray([.. Enumerable.Range(0, config.LayerCount).Where(layer => !config.Layers[layer].Sparse).Select(layer => (JsonNode)layer)]);
        }

        Set(root, LayerSizes.Member, HasSizes(config), () => List(config, Sizes));
        var bytes = SavedJson.Write(json => SavedJson.WriteMembers(json, root));
        return Says(bytes, config, location)
            ? bytes
            : throw new CheckpointFormatException(CheckpointDefect.Unsupported, $"{location}: config.json of the family {config.Family} has no words for the layers of this decoder, so it cannot be saved. Keep the family's order of windows, rotations and experts.");
    }

    /// <summary>Whether a layer has sizes of its own.</summary>
    public static bool HasSizes(DecoderConfig config) => config.Layers.Any(layer => layer.HeadCount is not null || layer.KeyValueHeadCount is not null || layer.IntermediateSize is not null);

    /// <summary>Writes the sizes of layers, where there are any.</summary>
    public static void WriteSizes(Utf8JsonWriter json, DecoderConfig config)
    {
        if (!HasSizes(config))
            return;
        json.WritePropertyName(LayerSizes.Member);
        List(config, Sizes).WriteTo(json);
    }

    private static bool Says(byte[] settings, DecoderConfig config, string location)
    {
        using var document = JsonDocument.Parse(settings);
        try
        {
            return TransformersModel.Configure(document.RootElement, location).Layers.SequenceEqual(config.Layers);
        }
        catch (CheckpointFormatException exception) when (exception.Defect == CheckpointDefect.Config)
        {
            // What says nothing that makes sense does not say this.
            return false;
        }
    }

    // A list that is left from the decoder before has the wrong length.
    private static void Set(JsonObject root, string name, bool wanted, Func<JsonArray> value)
    {
        if (wanted || root[name] is JsonArray)
            root[name] = value();
    }

    private static JsonArray List(DecoderConfig config, Func<LayerConfig, JsonNode> value) => new([.. config.Layers.Select(value)]);

    private static bool IsLocal(LayerConfig layer) => layer.Window > 0 || layer.LocalRope;

    private static JsonObject Sizes(LayerConfig layer)
    {
        var sizes = new JsonObject();
        if (layer.HeadCount is { } heads)
            sizes["heads"] = heads;
        if (layer.KeyValueHeadCount is { } shared)
            sizes["kv_heads"] = shared;
        if (layer.IntermediateSize is { } width)
            sizes["intermediate"] = width;
        return sizes;
    }
}
