using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Safetensors;

namespace InferenceScaling.Models.Architectures.Loading;

/// <summary>Reads a LoRA adapter in PEFT's format (Hu et al. 2021): <c>adapter_config.json</c> and <c>adapter_model.safetensors</c>.</summary>
internal static class LowRankAdapter
{
    private const string Prefix = "base_model.model.";
    private const string Down = ".lora_A.weight";
    private const string Up = ".lora_B.weight";

    /// <summary>The checkpoint with the adapter added to its weights.</summary>
    /// <param name="checkpoint">Owned by the result, and disposed if this fails.</param>
    /// <param name="folder">The adapter's folder.</param>
    /// <exception cref="CheckpointFormatException">The adapter is damaged, of an unsupported kind, or of another model.</exception>
    public static AdaptedCheckpoint Apply(Checkpoint checkpoint, string folder)
    {
        try
        {
            var settingsPath = Path.Combine(folder, "adapter_config.json");
            var settings = new ConfigReader(ModelSettingsFile.Read(settingsPath), settingsPath);
            CheckKind(settings);
            var rank = settings.Integer("r", 1, 1 << 14);
            var alpha = settings.Number("lora_alpha", rank);
            var scale = alpha / (settings.Boolean("use_rslora", false) ? Math.Sqrt(rank) : rank);
            using var adapter = SafetensorsFile.Open(Path.Combine(folder, "adapter_model.safetensors"));
            return new(checkpoint, ReadUpdates(checkpoint, adapter, rank), (float)scale);
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    private static void CheckKind(ConfigReader settings)
    {
        if (settings.Text("peft_type") != "LORA")
            throw settings.Unsupported("peft_type", "LORA");
        foreach (var name in (string[])["use_dora", "fan_in_fan_out", "lora_bias"])
        {
            if (settings.Boolean(name, false))
                throw settings.Unsupported(name, "false");
        }

        if (settings.Text("bias", "none") != "none")
            throw settings.Unsupported("bias", "none");
        foreach (var name in (string[])["rank_pattern", "alpha_pattern"])
        {
            if (settings.MemberCount(name) is > 0)
                throw settings.Unsupported(name, "an empty object");
        }

        if (settings.Has("modules_to_save") && settings.Texts("modules_to_save").Length > 0)
            throw settings.Unsupported("modules_to_save", "null");
    }

    private static Dictionary<string, LowRankUpdate> ReadUpdates(Checkpoint checkpoint, SafetensorsFile adapter, int rank)
    {
        var updates = new Dictionary<string, LowRankUpdate>(StringComparer.Ordinal);
        foreach (var name in adapter.Tensors.Keys)
        {
            var isDown = name.EndsWith(Down, StringComparison.Ordinal);
            if (!name.StartsWith(Prefix, StringComparison.Ordinal) || (!isDown && !name.EndsWith(Up, StringComparison.Ordinal)))
                throw new CheckpointFormatException(CheckpointDefect.UnexpectedTensor, $"{adapter.Location} holds '{name}'; expected only names of the kind '{Prefix}layer{Down}' and '{Prefix}layer{Up}'.");
            if (!isDown)
                continue;
            var module = name[..^Down.Length];
            var target = module[Prefix.Length..] + ".weight";
            if (!checkpoint.Tensors.TryGetValue(target, out var weight) || weight.Shape.Length != 2)
                throw new CheckpointFormatException(CheckpointDefect.MissingTensor, $"{adapter.Location} changes '{target}', which is no matrix of {checkpoint.Location}. The adapter is of another model.");
            updates[target] = new(
                Read(adapter, name, rank, weight.Shape[1]),
                Read(adapter, module + Up, weight.Shape[0], rank),
                (int)weight.Shape[1],
                rank);
        }

        if (updates.Count * 2 != adapter.Tensors.Count)
            throw new CheckpointFormatException(CheckpointDefect.MissingTensor, $"{adapter.Location} has {adapter.Tensors.Count} tensors and {updates.Count} of them end in '{Down}'; expected pairs of '{Down}' and '{Up}'.");
        return updates;
    }

    private static float[] Read(SafetensorsFile adapter, string name, long rows, long columns)
    {
        if (!adapter.Tensors.TryGetValue(name, out var entry))
            throw new CheckpointFormatException(CheckpointDefect.MissingTensor, $"{adapter.Location} lacks '{name}', the other half of a pair.");
        if (!entry.Shape.AsSpan().SequenceEqual([rows, columns]))
            throw new CheckpointFormatException(CheckpointDefect.ShapeMismatch, $"{adapter.Location}: '{name}' is [{string.Join(", ", entry.Shape)}]; rank and base model ask for [{rows}, {columns}].");
        var values = new float[entry.ElementCount];
        adapter.ReadSingles(name, 0, values);
        return values;
    }
}
