using System.Text.Json;
using InferenceScaling.Conformance.Answers;

namespace InferenceScaling.Conformance.Strategies;

/// <summary>Kind "strategies": folders of golden values, each file run by the class that names its topic and name; files about answers by kind "answers".</summary>
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
            await using var stream = File.OpenRead(file);
            using var document = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
            var name = NameOf(file, document.RootElement);
            if (fixtures.TryGetValue(name, out var fixture))
                fixture.Run(document.RootElement, report);
            else if (!AnswersConformance.TryRun(file, document.RootElement, report))
                report.Skip(name, Cases(document.RootElement), "of a kind that is not known here");
        }
    }

    // A file says itself what it is; where it does not, its place does.
    private static string NameOf(string file, JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("topic", out var topic) && root.TryGetProperty("name", out var name) && topic.ValueKind == JsonValueKind.String && name.ValueKind == JsonValueKind.String
            ? $"{topic.GetString()}/{name.GetString()}.json"
            : $"{Path.GetFileName(Path.GetDirectoryName(file))}/{Path.GetFileName(file)}";

    private static int Cases(JsonElement root) => root.ValueKind == JsonValueKind.Object && root.TryGetProperty("cases", out var cases) && cases.ValueKind == JsonValueKind.Array ? cases.GetArrayLength() : 0;
}
