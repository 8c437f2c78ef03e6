using System.Text.Json;

namespace InferenceScaling.Conformance.Answers;

/// <summary>Kind "answers": extraction and equivalence of answers. The name inside a file says which class runs it.</summary>
public sealed class AnswersConformance : IConformanceKind
{
    private static readonly Dictionary<string, IAnswerFixture> Fixtures = typeof(IAnswerFixture).Assembly.GetTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IAnswerFixture)))
        .Select(type => (IAnswerFixture)Activator.CreateInstance(type)!)
        .ToDictionary(fixture => fixture.Name);

    public string Name => "answers";

    public async Task RunAsync(string directory, ConformanceReport report, CancellationToken cancellationToken)
    {
        foreach (var file in Directory.EnumerateFiles(directory, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            await using var stream = File.OpenRead(file);
            using var document = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
            if (!TryRun(file, document.RootElement, report))
                report.Skip(Path.GetRelativePath(directory, file), Cases(document.RootElement)?.GetArrayLength() ?? 0, "of a kind that is not known here");
        }
    }

    /// <summary>Runs a file if it is about answers.</summary>
    /// <returns>Whether it is.</returns>
    public static bool TryRun(string file, JsonElement root, ConformanceReport report)
    {
        if (Cases(root) is not { } cases)
            return false;
        var name = root.TryGetProperty("name", out var written) ? written.GetString()! : Path.GetFileNameWithoutExtension(file);
        if (!Fixtures.TryGetValue(name, out var fixture) && !Fixtures.TryGetValue(Path.GetFileNameWithoutExtension(file), out fixture))
            return false;
        var unscored = 0;
        foreach (var test in cases.EnumerateArray())
        {
            if (fixture.IsScored(test))
                report.Case(test.GetProperty("id").GetString()!, () => fixture.Run(test, cases));
            else
                unscored++;
        }

        if (unscored > 0)
            report.Skip(Path.GetFileName(file), unscored, "marked as those where reasonable graders differ");
        return true;
    }

    private static JsonElement? Cases(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("cases", out var cases) && cases.ValueKind == JsonValueKind.Array ? cases : null;
}
