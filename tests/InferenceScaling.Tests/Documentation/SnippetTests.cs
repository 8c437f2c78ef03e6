using InferenceScaling.Evaluation.Verifiers;
using InferenceScaling.Reasoning;
using InferenceScaling.Testing;

namespace InferenceScaling.Tests.Documentation;

public class SnippetTests
{
    [SkippableTheory]
    [InlineData("verification.md", "VerificationSnippets.cs")]
    [InlineData("stopping.md", "StoppingSnippets.cs")]
    [InlineData("budgets.md", "BudgetSnippets.cs")]
    [InlineData("../src/InferenceScaling.Resilience/README.md", "BudgetSnippets.cs")]
    [InlineData("durability.md", "DurabilitySnippets.cs")]
    public void Code_in_the_documentation_is_compiled(string page, string snippets)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "InferenceScaling.sln")))
            root = root.Parent;
        Skip.If(root is null, "this is no checkout");
        var blocks = Blocks(File.ReadAllLines(Path.Combine(root!.FullName, "docs", page)));
        var compiled = Unindented(File.ReadAllLines(Path.Combine(root.FullName, "tests", "InferenceScaling.Tests", "Documentation", snippets)));

        blocks.Should().NotBeEmpty();
        foreach (var block in blocks)
            compiled.Should().Contain(Unindented(block));
    }

    [Fact]
    public void The_examples_of_verification_run()
    {
        var generator = ScriptedGenerator.FromAnswers("4");
        var builder = Reasoner.For(generator);
        var verifier = new ScriptedVerifier(_ => 0.5);
        double[] scores = [0.1, 0.4, 0.6, 0.9];
        bool[] correct = [false, true, false, true];

        VerificationSnippets.Rules(builder);
        VerificationSnippets.Models(builder, generator);
        VerificationSnippets.Wrappers(builder, verifier, verifier, scores, correct);
        using var client = new HttpClient();
        VerificationSnippets.Remote(builder, client, (prompt, steps) => $"{prompt}{steps}");
        VerificationSnippets.Feedback(builder);
        VerificationSnippets.Aggregations(builder, [.. scores.Select(score => new[] { score, score })], correct);
        VerificationSnippets.Selectors(builder, (one, other) => one == other ? 1 : 0);
        VerificationSnippets.Guard(builder, [.. scores.Zip(correct, (score, isCorrect) => new LabelledPath("p", score, isCorrect))]);
        var build = () => builder.Build();
        build.Should().NotThrow();
    }

    [Fact]
    public async Task The_examples_of_stopping_run()
    {
        Action<ReasonerBuilder>[] examples = [StoppingSnippets.First, StoppingSnippets.Votes, StoppingSnippets.Scores, StoppingSnippets.Confidence, StoppingSnippets.Own, StoppingSnippets.Batches];
        foreach (var example in examples)
        {
            var builder = Reasoner.For(ScriptedGenerator.FromAnswers("4")).WithVerifier(new ScriptedVerifier(_ => 0.95));
            example(builder);
            var build = () => builder.Build();
            build.Should().NotThrow();
        }

        using var probing = StoppingSnippets.Probing(ScriptedGenerator.FromAnswers("4")).Build();
        (await probing.ReasonAsync("?")).Answer.Should().Be("4");
    }

    [Fact]
    public async Task The_examples_of_budgets_run()
    {
        Action<ReasonerBuilder>[] examples = [BudgetSnippets.First, BudgetSnippets.Money, BudgetSnippets.Energy, BudgetSnippets.Resilience];
        var builder = Reasoner.For(new BudgetSnippets.RemoteModel());
        foreach (var example in examples)
            example(builder);
        using var reasoner = builder.Build();

        await BudgetSnippets.Request(reasoner);
        (await BudgetSnippets.Pipeline(new BudgetSnippets.RemoteModel())).Answer.Should().Be("66");
        var tenant = await BudgetSnippets.Accounts(reasoner);
        tenant.Spent.Tokens.Generated.Should().BePositive();
        tenant.Spent.Money.Should().BePositive();
        tenant.Parent!.Remaining.Spending.Should().Be(100 - tenant.Spent.Money);
        BudgetSnippets.Memory(builder);
        builder.Invoking(b => b.Build()).Should().Throw<InvalidOperationException>().WithMessage("*does not tell how much its paths hold*");
    }

    [Fact]
    public async Task The_examples_of_durability_run()
    {
        var folder = Directory.CreateTempSubdirectory("durability").FullName;
        try
        {
            var file = Path.Combine(folder, "requests.journal");
            var generator = ScriptedGenerator.FromAnswers("4");
            var first = await DurabilitySnippets.First(generator, file);
            var again = await DurabilitySnippets.First(generator, file);
            var replayed = await DurabilitySnippets.Replay(file);
            var journal = new MemoryJournal();
            using var reasoner = Reasoner.For(generator).UseJournal(journal).Build();
            await DurabilitySnippets.Restart(reasoner, journal);
            DurabilitySnippets.Traces(first, folder);

            generator.Calls.Should().Be(16);
            again.Recovered.GeneratorCalls.Should().Be(16);
            replayed.Trace.Should().Equal(first.Trace);
            Directory.GetFiles(folder).Should().HaveCount(5);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<string[]> Blocks(string[] page)
    {
        var blocks = new List<string[]>();
        for (var line = 0; line < page.Length; line++)
        {
            if (page[line] != "```csharp")
                continue;
            var end = Array.IndexOf(page, "```", line);
            blocks.Add(page[(line + 1)..end]);
            line = end;
        }

        return blocks;
    }

    private static string Unindented(string[] lines) => string.Join('\n', lines.Select(line => line.Trim()));
}
