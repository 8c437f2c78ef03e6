using System.Text.Json;

namespace InferenceScaling.Conformance.Answers;

/// <summary>Kind "answers": extraction and equivalence of answers. The name inside a file says which class runs it.</summary>
public sealed class AnswersConformance : IConformanceKind
{
    public string Name => "answers";

    public async Task RunAsync(string directory, ConformanceReport report, CancellationToken cancellationToken)
    {
        var fixtures = typeof(IAnswerFixture).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IAnswerFixture)))
            .Select(type => (IAnswerFixture)Activator.CreateInstance(type)!)
            .ToDictionary(fixture => fixture.Name);
        foreach (var file in Directory.EnumerateFiles(directory, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            await using var stream = File.OpenRead(file);
            using var document = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("cases", out var cases))
                continue;
            var name = root.TryGetProperty("name", out var written) ? written.GetString()! : Path.GetFileNameWithoutExtension(file);
            if (!fixtures.TryGetValue(name, out var fixture) && !fixtures.TryGetValue(Path.GetFileNameWithoutExtension(file), out fixture))
                continue;
            foreach (var test in cases.EnumerateArray())
            {
                if (fixture.IsScored(test))
                    report.Case(test.GetProperty("id").GetString()!, () => fixture.Run(test, cases));
            }
        }
    }
}
