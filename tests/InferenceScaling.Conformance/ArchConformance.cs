using InferenceScaling.Conformance.Arch;

namespace InferenceScaling.Conformance;

/// <summary>Tiny checkpoints of every family with reference logits, greedy continuations and head outputs.</summary>
public sealed class ArchConformance : IConformanceKind
{
    public string Name => "arch";

    public Task RunAsync(string directory, ConformanceReport report, CancellationToken cancellationToken)
    {
        if (ArchFixture.Matches(directory))
        {
            ArchFixture.Run(directory, report, cancellationToken);
            return Task.CompletedTask;
        }

        foreach (var folder in Directory.EnumerateDirectories(directory).Where(ArchFixture.Matches).Order(StringComparer.Ordinal))
            report.Case(Path.GetFileName(folder), () => ArchFixture.Run(folder, report, cancellationToken));
        return Task.CompletedTask;
    }
}
