using System.Text.Json;
using InferenceScaling.Models.Checkpoints.Safetensors;

namespace InferenceScaling.Conformance.Arch;

/// <summary>What a fixture folder says a model must compute.</summary>
internal sealed class ArchReference : IDisposable
{
    private readonly JsonDocument _document;
    private readonly SafetensorsFile _logits;

    public ArchReference(string folder)
    {
        _document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "reference.json")));
        _logits = SafetensorsFile.Open(Path.Combine(folder, "logits.safetensors"));
        Prompts = [.. _document.RootElement.GetProperty("prompts").EnumerateArray().Select(Integers)];
    }

    public IReadOnlyList<int[]> Prompts { get; }

    public JsonElement Root => _document.RootElement;

    public double Tolerance => Root.TryGetProperty("suggested_atol", out var value) ? value.GetDouble() : 3e-4;

    public static int[] Integers(JsonElement array) => [.. array.EnumerateArray().Select(element => element.GetInt32())];

    public float[] Logits(int prompt)
    {
        var name = $"prompt_{prompt}";
        var values = new float[_logits.Tensors[name].ElementCount];
        _logits.ReadSingles(name, 0, values);
        return values;
    }

    public void Dispose()
    {
        _document.Dispose();
        _logits.Dispose();
    }
}
