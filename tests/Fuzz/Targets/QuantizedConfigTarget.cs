namespace InferenceScaling.Fuzz.Targets;

/// <summary>What config.json says about quantised matrices, beside those of a tiny Llama.</summary>
public sealed class QuantizedConfigTarget : QuantizedTarget
{
    private const string Weights = "model.safetensors";

    public QuantizedConfigTarget() => File.Copy(Path.Combine(FuzzTargets.SeedFolder("compressed-weights"), Weights), Path.Combine(Folder, Weights));

    public override string Name => "quantized-config";

    public override IReadOnlyList<string> Vocabulary =>
        [.. JsonPieces.All, "\"quant_method\":\"gptq\",", "\"format\":\"pack-quantized\",", "\"group_size\":2147483647,", "\"num_bits\":3,", "\"strategy\":\"tensor\",", "\"re:(.*)*x\",", "\"symmetric\":false,", "\"ignore\":[\"Linear\"],"];

    protected override string FileName => "config.json";
}
