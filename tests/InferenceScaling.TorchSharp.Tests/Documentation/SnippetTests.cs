using InferenceScaling.Evaluation.Frontiers;
using InferenceScaling.Ledger;
using InferenceScaling.Paths;

namespace InferenceScaling.TorchSharp.Tests.Documentation;

public class SnippetTests
{
    [Theory]
    [InlineData("docs/compression.md")]
    public void Code_in_the_documentation_is_compiled(string page)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "InferenceScaling.sln")))
            root = root.Parent!;
        var compiled = Unindented(File.ReadAllLines(Path.Combine(root.FullName, "tests", "InferenceScaling.TorchSharp.Tests", "Documentation", "CompressionSnippets.cs")));
        var lines = File.ReadAllLines(Path.Combine(root.FullName, page));
        var starts = Enumerable.Range(0, lines.Length).Where(line => lines[line] == "```csharp").ToArray();

        starts.Should().NotBeEmpty();
        foreach (var start in starts)
            compiled.Should().Contain(Unindented(lines[(start + 1)..Array.IndexOf(lines, "```", start)]));
    }

    [Fact]
    public async Task The_examples_run()
    {
        await using var ledger = LedgerModel.Load();
        await using var verifier = LedgerVerifier.Load();
        CompressionSnippets.Gate(CompressionSnippets.Tokens(ledger), [FrontierProblem.Of("0", new() { Prompt = "x" }, "1"), FrontierProblem.Of("1", new() { Prompt = "y" }, "2")]);
        CompressionSnippets.Steps(ledger.Language, [.. Enumerable.Repeat("Ben has 3 coins. How many coins does Ben have?", 20)]);
        var problem = LedgerProblems.HeldOut[0];
        var lines = problem.Solution.Split('\n')[..^1];
        var root = ReasoningPath.Root(problem.Problem, 1);
        var report = await CompressionSnippets.Verifier(verifier, [[(Step(root, 0, lines[0] + "\n"), true), (Step(root, 1, "Answer: 1.\n"), false)]]);
        report.Final!.Ranking!.Paths.Should().Be(2);

        static ReasoningPath Step(ReasoningPath root, int ordinal, string text) => root.Extend(ordinal, new() { Text = text, Finish = StepFinish.Delimiter });
    }

    private static string Unindented(string[] lines) => string.Join('\n', lines.Select(line => line.Trim()));
}
