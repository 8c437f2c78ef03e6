using InferenceScaling.Models.Checkpoints;

namespace InferenceScaling.Conformance.Malformed;

/// <summary>The weights of model folders. Configurations, and whether the tensors fit them, are for a target that builds the model.</summary>
internal sealed class CheckpointFolderTarget : IMalformedTarget
{
    public string Kind => "checkpoint_folder";

    public bool Decides(string path, MalformedEntry entry) => entry.Category switch
    {
        "unsafe_path" or "unsupported_format" or "unsafe_pickle" => true,
        "missing_file" => File.Exists(Path.Combine(path, "config.json")),
        "missing_tensor" or "invalid_json" => File.Exists(Path.Combine(path, "model.safetensors.index.json")),
        _ => entry.Expect.StartsWith("ok", StringComparison.Ordinal),
    };

    public void Read(string path)
    {
        using var checkpoint = CheckpointFolder.Open(path);
        CheckpointReading.ReadAll(checkpoint);
    }

    public string? CategoryOf(Exception exception) => CheckpointReading.CategoryOf(exception);
}
