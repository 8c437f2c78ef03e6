using InferenceScaling.Models.Architectures;

namespace InferenceScaling.Fuzz.Targets;

/// <summary>config.json of every family, beside the weights of a tiny Llama.</summary>
public sealed class ConfigTarget : FileTarget
{
    private const string Weights = "model.safetensors";

    public ConfigTarget() => File.Copy(Path.Combine(FuzzTargets.SeedFolder("safetensors"), Weights), Path.Combine(Folder, Weights));

    public override string Name => "config";

    public override IReadOnlyList<string> Vocabulary =>
        [.. JsonPieces.All, "\"num_hidden_layers\":4096,", "\"num_experts\":4096,", "\"num_local_experts\":4096,", "\"rope_scaling\":{\"type\":\"yarn\",\"factor\":4},", "\"layer_types\":[\"full_attention\"],", "\"auto_map\":{},", "\"head_dim\":7,", "\"layer_sizes\":[{\"heads\":65536,\"kv_heads\":1,\"intermediate\":1048576}],"];

    protected override string FileName => "config.json";

    protected override void Read(string path)
    {
        using var source = DecoderSource.Open(Folder);
        _ = source.FindNonFiniteWeights();
    }
}
