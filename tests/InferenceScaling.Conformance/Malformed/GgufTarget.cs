using InferenceScaling.Models.Checkpoints.Gguf;

namespace InferenceScaling.Conformance.Malformed;

/// <summary>GGUF files as containers: what only a model would refuse must be readable here.</summary>
internal sealed class GgufTarget : IMalformedTarget
{
    public string Kind => "gguf";

    public bool Decides(string path, MalformedEntry entry) => true;

    public void Read(string path)
    {
        using var file = GgufFile.Open(path);
        CheckpointReading.ReadAll(file);
        foreach (var key in file.Metadata.Keys)
            _ = file.Metadata[key].ToString();
    }

    public string? CategoryOf(Exception exception) => CheckpointReading.CategoryOf(exception);
}
