using InferenceScaling.Models.Checkpoints.Safetensors;

namespace InferenceScaling.Fuzz.Targets;

/// <summary>The index of a sharded checkpoint, beside one good shard.</summary>
public sealed class ShardIndexTarget : FileTarget
{
    public ShardIndexTarget() => File.WriteAllBytes(Path.Combine(Folder, "one.safetensors"), FuzzTargets.Seeds("safetensors")[0]);

    public override string Name => "shard-index";

    public override IReadOnlyList<string> Vocabulary => [.. JsonPieces.All, "../", "/", "one.safetensors", "C:\\", "..\\", "%2e%2e/", "one.safetensors/"];

    protected override string FileName => "model.safetensors.index.json";

    protected override void Read(string path)
    {
        using var checkpoint = ShardedSafetensors.Open(path);
        ReadTensors(checkpoint);
    }
}
