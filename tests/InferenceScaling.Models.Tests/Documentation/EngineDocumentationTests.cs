namespace InferenceScaling.Models.Tests.Documentation;

public sealed class EngineDocumentationTests
{
    [Fact]
    public void Code_in_the_documentation_is_compiled()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "InferenceScaling.sln")))
            root = root.Parent!;
        var compiled = Unindented(File.ReadAllLines(Path.Combine(root.FullName, "tests", "InferenceScaling.Models.Tests", "Documentation", "EngineSnippets.cs")));
        var lines = File.ReadAllLines(Path.Combine(root.FullName, "docs", "engine.md"));
        var starts = Enumerable.Range(0, lines.Length).Where(line => lines[line] == "```csharp").ToArray();

        starts.Should().HaveCount(2);
        foreach (var start in starts)
            compiled.Should().Contain(Unindented(lines[(start + 1)..Array.IndexOf(lines, "```", start)]));
    }

    private static string Unindented(string[] lines) => string.Join('\n', lines.Select(line => line.Trim()));
}
