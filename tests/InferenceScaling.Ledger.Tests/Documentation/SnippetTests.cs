using InferenceScaling.Answers;
using InferenceScaling.Ledger.Derivations;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.Greedy;

namespace InferenceScaling.Ledger.Tests.Documentation;

public class SnippetTests
{
    [Theory]
    [InlineData("docs/ledger.md")]
    [InlineData("src/InferenceScaling.Ledger/README.md")]
    public void Code_in_the_documentation_is_compiled(string page)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "InferenceScaling.sln")))
            root = root.Parent!;
        var compiled = Unindented(File.ReadAllLines(Path.Combine(root.FullName, "tests", "InferenceScaling.Ledger.Tests", "Documentation", "LedgerSnippets.cs")));
        var lines = File.ReadAllLines(Path.Combine(root.FullName, page));
        var starts = Enumerable.Range(0, lines.Length).Where(line => lines[line] == "```csharp").ToArray();

        starts.Should().NotBeEmpty();
        foreach (var start in starts)
            compiled.Should().Contain(Unindented(lines[(start + 1)..Array.IndexOf(lines, "```", start)]));
    }

    [Fact]
    public async Task The_examples_run()
    {
        LedgerSnippets.Typed().Answer.Should().Be(21);
        LedgerSnippets.Drawn().Level.Should().BeInRange(6, 8);
        LedgerSnippets.Lessons().Should().OnlyContain(lesson => lesson.Tokens.Length > 50);
        (await LedgerSnippets.Puzzle()).Answer.Should().Be("24");
        (await LedgerSnippets.First()).Answer.Should().NotBeNull();
        LedgerSnippets.Judged(ReasoningPath.Root(LedgerProblems.HeldOut[0].Problem, 1));
        var path = ReasoningPath.Root(LedgerProblems.HeldOut[0].Problem, 1).Extend(0, new() { Text = "1. Ben has 33.\n", Finish = StepFinish.Delimiter });
        new LedgerStepVerifier().Judge(path)[0].Verdict.Should().Be(LedgerVerdict.Ok);
        await using var model = LedgerModel.Load();
        using var reasoner = Reasoner.For(model).UseGreedy().Answering(AnswerDomain.Number).Build();
        LedgerSnippets.Bound(Reasoner.For(model));
        await LedgerSnippets.Robustness(reasoner, count: 1);
    }

    private static string Unindented(string[] lines) => string.Join('\n', lines.Select(line => line.Trim()));
}
