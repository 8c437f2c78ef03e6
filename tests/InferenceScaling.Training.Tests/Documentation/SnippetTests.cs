using InferenceScaling.Training.Verifiers;

namespace InferenceScaling.Training.Tests.Documentation;

public sealed class SnippetTests
{
    [SkippableTheory]
    [InlineData("docs/training.md")]
    [InlineData("src/InferenceScaling.Training/README.md")]
    public void Code_in_the_documentation_is_compiled(string page)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "InferenceScaling.sln")))
            root = root.Parent;
        Skip.If(root is null, "this is no checkout");
        var compiled = Unindented(File.ReadAllLines(Path.Combine(root!.FullName, "tests/InferenceScaling.Training.Tests/Documentation/TrainingSnippets.cs")));
        var blocks = Blocks(File.ReadAllLines(Path.Combine(root.FullName, page))).ToArray();
        blocks.Should().NotBeEmpty();
        foreach (var block in blocks)
            compiled.Should().Contain(Unindented(block));
    }

    [Fact]
    public void The_examples_run()
    {
        TrainingSnippets.Masked([1, 2, 3], [1]).Targets.Should().Equal(2, 3, -1);
        TrainingSnippets.Verifiers([1], [new LabelledStep([2, 3], true)], ["1 + 1 = 2"]).Should().ContainSingle();
        new TrainingSnippets.Sums(1).Read(3, 0.5).Tokens.Should().HaveCount(3);
    }

    private static IEnumerable<string[]> Blocks(string[] lines)
    {
        for (var line = 0; line < lines.Length; line++)
        {
            if (lines[line] != "```csharp")
                continue;
            var end = Array.IndexOf(lines, "```", line);
            yield return lines[(line + 1)..end];
            line = end;
        }
    }

    private static string Unindented(IEnumerable<string> lines) => string.Join('\n', lines.Select(line => line.Trim()));
}
