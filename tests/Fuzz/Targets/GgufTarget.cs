using InferenceScaling.Models.Checkpoints.Gguf;

namespace InferenceScaling.Fuzz.Targets;

/// <summary>GGUF files as containers: metadata and tensors.</summary>
public sealed class GgufTarget : FileTarget
{
    public override string Name => "gguf";

    protected override string FileName => "input.gguf";

    protected override void Read(string path)
    {
        using var file = GgufFile.Open(path);
        ReadTensors(file);
        foreach (var key in file.Metadata.Keys)
            _ = file.Metadata[key].ToString();
    }
}
