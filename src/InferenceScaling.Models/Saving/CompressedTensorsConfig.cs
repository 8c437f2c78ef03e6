using System.Text.Json.Nodes;
using InferenceScaling.Models.Checkpoints.Quantization;

namespace InferenceScaling.Models.Saving;

/// <summary>The <c>quantization_config</c> of a config.json in the words of compressed-tensors.</summary>
internal static class CompressedTensorsConfig
{
    /// <summary>Describes matrices.</summary>
    /// <param name="matrices">The matrices, and whether each is an embedding.</param>
    /// <param name="ignored">Modules that could be meant by their class and are not quantised.</param>
    public static JsonObject Write(IReadOnlyList<(SavedMatrix Matrix, bool IsEmbedding)> matrices, IEnumerable<string> ignored)
    {
        var groups = matrices.GroupBy(entry => (entry.Matrix.Format, entry.Matrix.IsOrdered)).ToList();
        var layouts = groups.Select(group => LayoutOf(group.Key.Format)).Distinct().ToList();
        var config = new JsonObject();
        foreach (var (group, index) in groups.Select((group, index) => (group, index)))
        {
            // With one group, a class says it all; with several, names do.
            var targets = groups.Count > 1
                ? group.Select(entry => entry.Matrix.Module)
                : group.Where(entry => entry.IsEmbedding).Select(entry => entry.Matrix.Module).Prepend("Linear");
            var written = new JsonObject
            {
                ["targets"] = Array(targets),
                ["weights"] = Weights(group.Key.Format, group.Key.IsOrdered),
                ["input_activations"] = group.Key.Format.HasIntegerActivations ? Activations() : null,
                ["output_activations"] = null,
            };
            if (layouts.Count > 1)
                written["format"] = LayoutOf(group.Key.Format);
            config[$"group_{index}"] = written;
        }

        return new()
        {
            ["quant_method"] = "compressed-tensors",
            ["format"] = layouts.Count > 1 ? "mixed-precision" : layouts[0],
            ["quantization_status"] = "compressed",
            ["config_groups"] = config,
            ["ignore"] = Array(ignored),
            ["kv_cache_scheme"] = null,
        };
    }

    private static string LayoutOf(QuantizationFormat format) => SavedMatrix.IsPackedFormat(format) ? "pack-quantized" : "int-quantized";

    private static JsonObject Weights(QuantizationFormat format, bool isOrdered) => new()
    {
        ["num_bits"] = format.Bits,
        ["type"] = "int",
        ["symmetric"] = format.IsSymmetric,
        ["strategy"] = format.GroupSize == 0 ? "channel" : "group",
        ["group_size"] = format.GroupSize == 0 ? null : format.GroupSize,
        ["actorder"] = isOrdered ? "group" : null,
        ["dynamic"] = false,
    };

    private static JsonObject Activations() => new()
    {
        ["num_bits"] = 8,
        ["type"] = "int",
        ["symmetric"] = true,
        ["strategy"] = "token",
        ["dynamic"] = true,
    };

    private static JsonArray Array(IEnumerable<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];
}
