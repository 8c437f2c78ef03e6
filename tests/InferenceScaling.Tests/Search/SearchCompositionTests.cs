using InferenceScaling.Reasoning;
using InferenceScaling.Search;
using InferenceScaling.Search.Cascade;
using InferenceScaling.Search.Deliberation;
using InferenceScaling.Search.Portfolio;
using InferenceScaling.Search.Revision;
using InferenceScaling.Search.RewardBalancedTree;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Search.Speculative;
using InferenceScaling.Search.StepwiseCorrection;
using InferenceScaling.Search.TreeOfThoughts;
using InferenceScaling.Testing;

namespace InferenceScaling.Tests.Search;

public class SearchCompositionTests
{
    [Fact]
    public async Task A_cascade_asks_the_large_model_only_where_the_cheap_one_disagrees_with_itself()
    {
        var large = ScriptedGenerator.FromAnswers("9");
        var agreeing = await Reasoner.For(ScriptedGenerator.FromAnswers("5")).UseCascade(o => o.Generators = [large]).Build().ReasonAsync("q");
        agreeing.Answer.Should().Be("5");
        agreeing.Notes.Should().Equal("model 1 of 2: confidence 100.0 %, stopped: 75.0 % is enough");
        large.Calls.Should().Be(0);

        var disagreeing = await Reasoner.For(ScriptedGenerator.FromAnswers("5", "5", "6", "7")).UseCascade(o => o.Generators = [large]).Build().ReasonAsync("q");
        disagreeing.Answer.Should().Be("9");
        disagreeing.Confidence.Should().Be(1, "the cheap model's answers do not count any more");
        disagreeing.Notes.Should().Equal("model 1 of 2: confidence 50.0 %, went on: 75.0 % is enough");
        disagreeing.Candidates.Should().HaveCount(8);
        large.Calls.Should().Be(4);
    }

    [Fact]
    public void Parts_that_are_missing_are_named()
    {
        var builder = Reasoner.For(ScriptedGenerator.FromAnswers("1"));

        builder.Invoking(b => b.UseCascade()).Should().Throw<ArgumentException>().WithMessage("*Generators*");
        builder.Invoking(b => b.UsePortfolio()).Should().Throw<ArgumentException>().WithMessage("*Strategies*");
        builder.Invoking(b => b.UseSpeculativeSteps()).Should().Throw<Exception>().WithMessage("*Drafter*");
    }

    [Fact]
    public async Task Members_of_a_portfolio_share_the_budget_and_keep_apart()
    {
        var generator = new ScriptedGenerator((_, ordinal) => ScriptedStep.End($"Answer: {ordinal}") with { Tokens = 1 });

        var result = await Reasoner.For(generator).UsePortfolio(o => o.Strategies = [new SelfConsistencySearch(new() { Samples = 10 }), new SelfConsistencySearch(new() { Samples = 10 })])
            .WithBudget(b => b.Calls(7)).Build().ReasonAsync("q");

        result.Usage.GeneratorCalls.Should().Be(7);
        result.Candidates.Select(candidate => candidate.Place).Should().Equal("0", "1", "2", "3", "4", "5", "6");
        result.Finish.Should().Be(ReasoningFinish.BudgetExhausted);
    }

    [Fact]
    public async Task Subtrees_of_one_strategy_grow_independently()
    {
        var strategy = new RewardBalancedTreeSearch(new() { Width = 4 });

        var result = await StrategyCatalogue.Use("REBASE", new ScriptedGenerator(StrategyCatalogue.Steps)).UsePortfolio(o => o.Strategies = [strategy, strategy, strategy]).Build().ReasonAsync("q");

        result.Trace.Count(node => !node.Place.Contains('.', StringComparison.Ordinal)).Should().Be(12);
    }

    [Fact]
    public async Task A_strategy_can_search_below_a_path_of_another_one()
    {
        var generator = new ScriptedGenerator(StrategyCatalogue.Steps);
        var result = await StrategyCatalogue.Use("REBASE", generator).Use(new RewardBalancedBelowEachOpening()).Build().ReasonAsync(new() { Prompt = "q", Seed = 3 });

        result.Trace.Count(node => node.Place.Length == 1).Should().Be(3);
        result.Trace.Where(node => node.Place.Length == 3).Select(node => node.Place).Should().Contain("0.3").And.NotContain("0.4");
        result.Trace.Select(node => node.Place).Should().OnlyHaveUniqueItems();
        generator.LivePaths.Should().Be(0);
    }

    [Fact]
    public async Task Universal_self_consistency_takes_what_the_model_picks()
    {
        var prompts = new List<string>();
        var generator = new ScriptedGenerator((path, ordinal) =>
        {
            prompts.Add(path.Prompt.ToString());
            return ScriptedStep.End(path.Prompt.ToString() == "q" ? $"Answer: {ordinal}" : "They differ. The most consistent response is Response 3.");
        });

        var result = await Reasoner.For(generator).UseUniversalSelfConsistency(o => o.Samples = 4).Build().ReasonAsync("q");

        result.Answer.Should().Be("2");
        result.Candidates.Should().HaveCount(4);
        prompts[^1].Should().Contain("Response 4: Answer: 3");
        result.Usage.GeneratorCalls.Should().Be(5);
    }

    [Fact]
    public async Task Debaters_read_what_the_others_said()
    {
        var generator = new ScriptedGenerator((path, ordinal) => path.Depth == 0
            ? ScriptedStep.End($"Answer: {ordinal}")
            : ScriptedStep.End(path.Text.Contains("Others answered", StringComparison.Ordinal) && path.Text.Split("Answer: 2").Length > 1 ? "Answer: 2" : "Answer: lost"));

        var result = await Reasoner.For(generator).UseDebate(o => o.Rounds = 1).Build().ReasonAsync("q");

        result.Answer.Should().Be("2");
        result.Confidence.Should().Be(1);
    }

    [Fact]
    public async Task A_revision_is_written_in_sight_of_the_answer_before()
    {
        var generator = new ScriptedGenerator((path, _) => ScriptedStep.End($" Answer: {path.Text.Split("Answer:").Length}"));

        var result = await Reasoner.For(generator).UseSequentialRevision(o => (o.Chains, o.Attempts, o.RevisionText) = (1, 3, " Again.")).Build().ReasonAsync("q");

        result.Candidates.Select(candidate => candidate.Text).Should().BeEquivalentTo(" Answer: 1", " Answer: 1 Again. Answer: 2", " Answer: 1 Again. Answer: 2 Again. Answer: 3");
    }

    [Fact]
    public async Task Thinking_that_ends_early_goes_on_with_wait()
    {
        var generator = new ScriptedGenerator((path, _) =>
            path.Text.EndsWith("Final answer:", StringComparison.Ordinal) ? ScriptedStep.End(" 8") : ScriptedStep.End($"thought {path.Depth}</think>"));

        var result = await Reasoner.For(generator).UseBudgetForcing(o => o.Continuations = 2).Build().ReasonAsync("q");

        result.Text.Should().Be("thought 0Waitthought 1Waitthought 2</think>\nFinal answer: 8");
        result.Answer.Should().EndWith("8");
    }

    [Fact]
    public async Task Thinking_that_takes_too_long_is_ended()
    {
        var generator = new ScriptedGenerator((path, _) =>
            path.Text.EndsWith("Final answer:", StringComparison.Ordinal) ? ScriptedStep.End(" 8") : ScriptedStep.Continue("on and on and on. "));

        var result = await Reasoner.For(generator).UseBudgetForcing(o => o.ThinkingTokens = 7).Build().ReasonAsync("q");

        result.Text.Should().EndWith("</think>\nFinal answer: 8");
        result.Usage.Tokens.Generated.Should().Be(8);
    }

    [Fact]
    public async Task A_rejected_step_is_written_anew_and_then_the_step_above_is_taken_back()
    {
        var generator = new ScriptedGenerator((path, ordinal) => path.Depth switch
        {
            0 => ScriptedStep.Continue(ordinal == 0 ? "trap. " : "good. "),
            _ when path.Text == "trap. " => ScriptedStep.End("wrong. Answer: 1"),
            _ => ScriptedStep.End("right. Answer: 7"),
        });
        var verifier = new ScriptedVerifier(path => path.Step!.Text.StartsWith("wrong", StringComparison.Ordinal) ? 0 : 1);

        var result = await Reasoner.For(generator).WithVerifier(verifier).UseStepwiseCorrection(o => (o.Attempts, o.Backtracks) = (2, 1)).Build().ReasonAsync("q");

        result.Answer.Should().Be("7");
        result.Trace.Select(node => node.Place).Should().Equal("0", "0.0", "0.1", "1", "1.0");
    }

    [Fact]
    public async Task Rejected_drafts_are_replaced_by_the_large_model()
    {
        var drafter = new ScriptedGenerator((path, _) => path.Depth == 1 ? ScriptedStep.Continue("bad ") : path.Depth == 0 ? ScriptedStep.Continue("easy ") : ScriptedStep.End("Answer: 7"));
        var large = new ScriptedGenerator((_, _) => ScriptedStep.Continue("hard "));
        var verifier = new ScriptedVerifier(path => path.Step!.Text == "bad " ? 0.1 : 0.9);

        var result = await Reasoner.For(large).WithVerifier(verifier).UseSpeculativeSteps(o => (o.Drafter, o.Samples) = (drafter, 1)).Build().ReasonAsync("q");

        result.Text.Should().Be("easy hard Answer: 7");
        large.Calls.Should().Be(1);
        (drafter.LivePaths + large.LivePaths).Should().Be(0);
    }

    [Theory]
    [InlineData("It is likely, no: sure", 20)]
    [InlineData("unlikely", 0)]
    [InlineData("Impossible.", 0.001)]
    [InlineData(null, 0)]
    public void The_last_word_of_a_judgement_counts(string? text, double value) => ThoughtVerdict.Value(text).Should().Be(value);

    [Theory]
    [InlineData("Response 3 beats 1. Choice 2.", 4, 1)]
    [InlineData("Response 9", 4, null)]
    [InlineData("none", 4, null)]
    [InlineData("99999999999999999999", 4, null)]
    public void The_last_number_of_a_vote_counts(string text, int count, int? choice) => ThoughtVerdict.Choice(text, count).Should().Be(choice);

    private sealed class RewardBalancedBelowEachOpening : SearchStrategy
    {
        public override string Name => "REBASE below each opening";

        public override bool RequiresVerifier => true;

        public override async Task RunAsync(SearchContext search)
        {
            foreach (var opening in await search.ExpandAsync(search.Root, 3, score: true))
            {
                if (!opening.HasEnded)
                    await search.RunInsideAsync(new RewardBalancedTreeSearch(new() { Width = 4 }), from: opening.Path);
            }
        }
    }
}
