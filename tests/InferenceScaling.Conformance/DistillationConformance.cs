using System.Text.Json;
using InferenceScaling.Conformance.Strategies.Rl;

namespace InferenceScaling.Conformance;

/// <summary>Kind "distillation": losses of a student with a teacher, and their gradients, in files of golden values.</summary>
public sealed class DistillationConformance : IConformanceKind
{
    public string Name => "distillation";

    public async Task RunAsync(string directory, ConformanceReport report, CancellationToken cancellationToken)
    {
        var fixture = new DistillationFixture();
        foreach (var file in Directory.EnumerateFiles(directory, Path.GetFileName(fixture.File), SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            await using var stream = File.OpenRead(file);
            using var document = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
            fixture.Run(document.RootElement, report);
        }
    }
}
