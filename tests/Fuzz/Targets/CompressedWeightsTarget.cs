namespace InferenceScaling.Fuzz.Targets;

/// <summary>Weights in the layout of compressed-tensors, in words and in bytes.</summary>
public sealed class CompressedWeightsTarget : QuantizedTarget
{
    public CompressedWeightsTarget() => File.Copy(Path.Combine(FuzzTargets.SeedFolder("quantized-config"), "compressed.json"), Path.Combine(Folder, "config.json"));

    public override string Name => "compressed-weights";

    public override IReadOnlyList<string> Vocabulary => [.. JsonPieces.All, "weight_packed", "weight_scale", "weight_zero_point", "weight_shape", "weight_g_idx", "\"I8\"", "\"I32\"", "\"F32\""];

    protected override string FileName => "model.safetensors";
}
