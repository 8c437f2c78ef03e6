using System.Text.Json;
using InferenceScaling.Models;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints;

namespace InferenceScaling.Conformance.Arch;

/// <summary>One tiny checkpoint: every configuration and every weights file in it, on every backend, against its reference.</summary>
internal static class ArchFixture
{
    private const double LogProbabilityTolerance = 1e-4;

    public static bool Matches(string folder) => File.Exists(Path.Combine(folder, "reference.json")) && File.Exists(Path.Combine(folder, "config.json")) && File.Exists(Path.Combine(folder, "logits.safetensors"));

    public static void Run(string folder, ConformanceReport report, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(folder);
        using var reference = new ArchReference(folder);
        string?[] weights = [null, .. Directory.EnumerateFiles(folder, "model_*.safetensors").Order(StringComparer.Ordinal)];
        if (File.Exists(Path.Combine(folder, "pytorch_model.bin")))
        {
            report.Case($"{name} pickle", () => MustRefusePickle(folder));
            weights = [.. Directory.EnumerateFiles(folder, "*.safetensors").Where(path => Path.GetFileName(path) is not ("logits.safetensors" or "model.safetensors"))];
        }

        foreach (var config in new[] { "config.json", "config.v5.json" }.Where(config => File.Exists(Path.Combine(folder, config))))
        {
            foreach (var path in weights)
            {
                foreach (var (backendName, backend) in TestedBackends.All)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var label = $"{name} {config} {Path.GetFileName(path)} {backendName}";
                    report.Case($"{label} loads", () => Run(folder, config, path, backend, reference, label, report));
                }
            }
        }
    }

    private static void Run(string folder, string config, string? weights, Backend backend, ArchReference reference, string label, ConformanceReport report)
    {
        using var source = DecoderSource.Open(folder, config, weights);
        using var runner = new ModelRunner(source, backend);
        if (!source.UnusedTensors.IsEmpty)
            throw new ConformanceException($"tensors were not used: {string.Join(", ", source.UnusedTensors)}");
        for (var prompt = 0; prompt < reference.Prompts.Count; prompt++)
        {
            var index = prompt;
            report.Case($"{label} logits {index}", () => Comparison.Close("logits", runner.ReadPrompt(reference.Prompts[index]), reference.Logits(index), reference.Tolerance));
            if (reference.Root.TryGetProperty("greedy", out var greedy))
                report.Case($"{label} greedy {index}", () => CheckGreedy(runner, reference.Prompts[index], greedy[index]));
            if (reference.Root.TryGetProperty("rewards", out var rewards))
                report.Case($"{label} reward {index}", () => Comparison.Close("reward", runner.ReadPrompt(reference.Prompts[index])[^1], rewards[index].GetDouble(), reference.Tolerance));
            if (reference.Root.TryGetProperty("argmax", out var labels))
                report.Case($"{label} labels {index}", () => CheckLabels(runner, reference.Prompts[index], ArchReference.Integers(labels[index])));
            if (reference.Root.TryGetProperty("steps", out var steps))
                report.Case($"{label} steps {index}", () => CheckSteps(runner, reference.Prompts[index], steps[index], reference.Tolerance));
        }
    }

    private static void CheckGreedy(ModelRunner runner, int[] prompt, JsonElement expected)
    {
        var ids = ArchReference.Integers(expected.GetProperty("ids"));
        var (found, logProbabilities) = runner.Continue(prompt, ids.Length);
        Comparison.Equal("greedy ids", found, ids);
        for (var step = 0; step < ids.Length; step++)
            Comparison.Close($"log-probability {step}", logProbabilities[step], expected.GetProperty("logprobs")[step].GetDouble(), LogProbabilityTolerance);
    }

    private static void CheckLabels(ModelRunner runner, int[] prompt, int[] expected)
    {
        var outputs = runner.ReadPrompt(prompt);
        var width = runner.Config.OutputWidth;
        Comparison.Equal("labels", [.. Enumerable.Range(0, prompt.Length).Select(row => ModelRunner.ArgMax(outputs.AsSpan(row * width, width)))], expected);
    }

    private static void CheckSteps(ModelRunner runner, int[] prompt, JsonElement expected, double tolerance)
    {
        var outputs = runner.ReadPrompt(prompt);
        var positions = ArchReference.Integers(expected.GetProperty("positions"));
        for (var step = 0; step < positions.Length; step++)
        {
            var good = Math.Exp(ModelRunner.LogProbability(outputs.AsSpan(positions[step] * 2, 2), 1));
            Comparison.Close($"step {step}", good, expected.GetProperty("p_good")[step].GetDouble(), tolerance);
        }
    }

    private static void MustRefusePickle(string folder)
    {
        try
        {
            DecoderSource.Open(folder).Dispose();
        }
        catch (CheckpointFormatException exception) when (exception.Message.Contains("safetensors", StringComparison.Ordinal))
        {
            return;
        }

        throw new ConformanceException("a folder with pickled weights only was accepted");
    }
}
