using System.Text.Json;

namespace InferenceScaling.Conformance.Strategies;

/// <summary>Kind "strategies": folders of golden values, each file run by the class that names it.</summary>
internal sealed class StrategiesConformance : IConformanceKind
{
    public string Name => "strategies";

    public async Task RunAsync(string directory, ConformanceReport report, CancellationToken cancellationToken)
    {
        var fixtures = typeof(IStrategyFixture).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IStrategyFixture)))
            .Select(type => (IStrategyFixture)Activator.CreateInstance(type)!)
            .ToDictionary(fixture => fixture.File);
        foreach (var file in Directory.EnumerateFiles(directory, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = $"{Path.GetFileName(Path.GetDirectoryName(file))}/{Path.GetFileName(file)}";
            if (!fixtures.TryGetValue(name, out var fixture))
                continue;
            await using var stream = File.OpenRead(file);
            using var document = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
            fixture.Run(document.RootElement, report);
        }
    }
}
