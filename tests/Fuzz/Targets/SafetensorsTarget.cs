using InferenceScaling.Models.Checkpoints.Safetensors;

namespace InferenceScaling.Fuzz.Targets;

/// <summary>Single safetensors files: header and data.</summary>
public sealed class SafetensorsTarget : FileTarget
{
    public override string Name => "safetensors";

    public override IReadOnlyList<string> Vocabulary => [.. JsonPieces.All, "\"dtype\":\"F32\",", "\"data_offsets\":[0,4]", "\"shape\":[4294967296,4294967296]", "__metadata__"];

    protected override string FileName => "input.safetensors";

    protected override void Read(string path)
    {
        using var file = SafetensorsFile.Open(path);
        ReadTensors(file);
    }
}
