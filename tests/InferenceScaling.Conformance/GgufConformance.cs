using InferenceScaling.Conformance.Gguf;

namespace InferenceScaling.Conformance;

/// <summary>GGUF files: dequantised values, odd but valid files. What a folder holds decides which <see cref="IGgufFixture"/> runs it.</summary>
public sealed class GgufConformance : IConformanceKind
{
    private const int MaxDepth = 4;

    // Found by reflection, so that adding a fixture format edits no list.
    private static readonly IGgufFixture[] Fixtures = [.. typeof(IGgufFixture).Assembly.GetTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IGgufFixture)))
        .Select(type => (IGgufFixture)Activator.CreateInstance(type)!)];

    public string Name => "gguf";

    public Task RunAsync(string directory, ConformanceReport report, CancellationToken cancellationToken) =>
        RunAsync(directory, depth: 0, report, cancellationToken);

    private static async Task RunAsync(string directory, int depth, ConformanceReport report, CancellationToken cancellationToken)
    {
        foreach (var fixture in Fixtures.Where(fixture => fixture.Matches(directory)))
            await fixture.RunAsync(directory, report, cancellationToken);
        if (depth == MaxDepth)
            return;
        foreach (var folder in Directory.EnumerateDirectories(directory).Order(StringComparer.Ordinal))
            await RunAsync(folder, depth + 1, report, cancellationToken);
    }
}
