using InferenceScaling.Models.Checkpoints.Quantization;

namespace InferenceScaling.Models.Architectures.Loading.Quantized;

/// <summary>What config.json says about matrices in GPTQ's layout.</summary>
/// <param name="Format">How they are kept.</param>
/// <param name="StoresZerosLessOne">Whether a stored zero point is one less than it means: the first version of the layout.</param>
/// <param name="IsOrdered">Whether inputs were dealt to groups by importance (<c>desc_act</c>).</param>
internal sealed record GptqSettings(QuantizationFormat Format, bool StoresZerosLessOne, bool IsOrdered)
{
    /// <summary>Reads <c>quantization_config</c>.</summary>
    /// <exception cref="Checkpoints.CheckpointFormatException">A setting is senseless or asks for another layout.</exception>
    public static GptqSettings Read(ConfigReader config)
    {
        var bits = config.Integer("bits", 1, 32);
        if (bits is not (4 or 8))
            throw config.Unsupported("bits", "4 and 8");
        var size = config.Integer("group_size", -1, int.MaxValue, -1);
        if (size == 0)
            throw config.Contradiction("'quantization_config.group_size' is 0; expected -1 for whole rows, or a number of inputs.");
        var layout = config.Text("checkpoint_format", "gptq");
        if (layout is not ("gptq" or "gptq_v2"))
            throw config.Unsupported("checkpoint_format", "gptq and gptq_v2");
        if (config.Boolean("is_marlin_format", false))
            throw config.Unsupported("is_marlin_format", "false");
        if (config.Text("pack_dtype", "int32") != "int32")
            throw config.Unsupported("pack_dtype", "int32");

        // Patterns that leave modules out are harmless: what is quantised shows by its tensors. Others change bits or groups of some modules.
        if (config.Section("dynamic") is { } rules && rules.Members().Any(rule => !rule.StartsWith("-:", StringComparison.Ordinal)))
            throw config.Unsupported("dynamic", "patterns that begin with '-:'");
        return new(new(bits, Math.Max(size, 0), config.Boolean("sym", false)), layout == "gptq", config.Boolean("desc_act", false));
    }
}
