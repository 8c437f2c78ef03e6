using System.Text.Json;
using InferenceScaling.Conformance.Arch;
using InferenceScaling.Models;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints.Safetensors;

namespace InferenceScaling.Conformance.Gguf;

/// <summary>Whole tiny models: <c>NAME.gguf</c> with <c>NAME.logits.safetensors</c>, prompts and greedy continuations in <c>reference.json</c>.</summary>
internal sealed class TinyGgufModels : IGgufFixture
{
    private const double Tolerance = 1e-3;
    private const string Suffix = ".logits.safetensors";

    public bool Matches(string folder) => File.Exists(Path.Combine(folder, "reference.json")) && Directory.EnumerateFiles(folder, "*" + Suffix).Any();

    public Task RunAsync(string folder, ConformanceReport report, CancellationToken cancellationToken)
    {
        Run(folder, report, cancellationToken);
        return Task.CompletedTask;
    }

    public static void Run(string folder, ConformanceReport report, CancellationToken cancellationToken = default)
    {
        using var reference = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "reference.json")));
        foreach (var model in reference.RootElement.EnumerateObject())
        {
            foreach (var (name, backend) in TestedBackends.All)
            {
                cancellationToken.ThrowIfCancellationRequested();
                report.Case($"{model.Name} {name} loads", () => Run(folder, model.Name, model.Value, backend, $"{model.Name} {name}", report));
            }
        }
    }

    private static void Run(string folder, string name, JsonElement expected, Backend backend, string label, ConformanceReport report)
    {
        using var logits = SafetensorsFile.Open(Path.Combine(folder, name + Suffix));
        using var source = DecoderSource.Open(Path.Combine(folder, name + ".gguf"));
        using var runner = new ModelRunner(source, backend);
        for (var index = 0; index < expected.GetProperty("prompts").GetArrayLength(); index++)
        {
            var prompt = ArchReference.Integers(expected.GetProperty("prompts")[index]);
            var ids = ArchReference.Integers(expected.GetProperty("greedy_ids")[index]);
            var key = $"prompt_{index}";
            report.Case($"{label} {key} logits", () => Comparison.Close("logits", runner.ReadPrompt(prompt), TensorReading.Singles(logits, key), Tolerance));
            report.Case($"{label} {key} greedy", () => Comparison.Equal("greedy ids", runner.Continue(prompt, ids.Length).Ids, ids));
        }
    }
}
