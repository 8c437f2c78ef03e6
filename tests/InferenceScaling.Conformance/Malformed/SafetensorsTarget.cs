using InferenceScaling.Models.Checkpoints.Safetensors;

namespace InferenceScaling.Conformance.Malformed;

/// <summary>Single safetensors files.</summary>
internal sealed class SafetensorsTarget : IMalformedTarget
{
    public string Kind => "safetensors";

    public bool Decides(string path, MalformedEntry entry) => true;

    public void Read(string path)
    {
        using var file = SafetensorsFile.Open(path);
        CheckpointReading.ReadAll(file);
    }

    public string? CategoryOf(Exception exception) => CheckpointReading.CategoryOf(exception);
}
