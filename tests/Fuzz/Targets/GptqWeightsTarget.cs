namespace InferenceScaling.Fuzz.Targets;

/// <summary>Weights in GPTQ's layout.</summary>
public sealed class GptqWeightsTarget : QuantizedTarget
{
    public GptqWeightsTarget() => File.Copy(Path.Combine(FuzzTargets.SeedFolder("quantized-config"), "gptq.json"), Path.Combine(Folder, "config.json"));

    public override string Name => "gptq-weights";

    public override IReadOnlyList<string> Vocabulary => [.. JsonPieces.All, "qweight", "qzeros", "scales", "g_idx", "\"I32\"", "\"F16\""];

    protected override string FileName => "model.safetensors";
}
