using InferenceScaling.Budgets;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search;
using InferenceScaling.Search.BestOfN;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Testing;
using InferenceScaling.Verification;

namespace InferenceScaling.Tests.Budgets;

public class BudgetLimitTests
{
    private static readonly ModelPrice Price = new() { PromptPerMillion = 1_000_000, CachedPromptPerMillion = 0, GeneratedPerMillion = 10_000_000 };

    [Fact]
    public async Task Prompt_tokens_are_reserved_as_if_nothing_were_cached_and_booked_as_they_were()
    {
        // Each path reads 4 tokens ("why?") or finds them cached.
        var generator = new CostlyGenerator((_, ordinal) => ScriptedStep.End($"Answer: {ordinal}") with { Tokens = 2 }, "m");

        var result = await Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 40).WithBudget(b => b.TokensRead(30)).Build().ReasonAsync("why?");

        result.Finish.Should().Be(ReasoningFinish.BudgetExhausted);
        result.Usage.Tokens.Prompt.Should().BeInRange(27, 30).And.Be(generator.Spent.Prompt);
        result.Usage.Tokens.CachedPrompt.Should().BePositive();
        result.Limit!.Description.Should().Be("prompt tokens: 28 of 30 spent; the next call may take 4");
        result.Answer.Should().NotBeNull();
    }

    [Fact]
    public async Task What_a_verifier_reads_is_limited_and_a_path_without_a_score_is_better_than_none()
    {
        var verifier = new CostlyVerifier("judge");
        var reasoner = Reasoner.For(ScriptedGenerator.FromAnswers("1", "2", "3")).WithVerifier(verifier).UseBestOfN(o => o.Samples = 3);

        // "q" and "Answer: 1" are ten tokens to this verifier.
        var scored = await reasoner.WithPathLimits(l => l with { Tokens = 10 }).WithBudget(b => b.TokensVerified(20)).Build().ReasonAsync("q");
        var unscored = await reasoner.WithBudget(b => b.TokensVerified(5)).Build().ReasonAsync("q");

        scored.Candidates.Should().HaveCount(2).And.OnlyContain(candidate => candidate.Score != null);
        scored.Limit!.Kind.Should().Be(BudgetKind.VerifiedTokens);
        scored.Usage.Tokens.Verified.Should().Be(20);
        unscored.Candidates.Should().ContainSingle().Which.Score.Should().BeNull();
        unscored.Usage.VerifierCalls.Should().Be(0);
        unscored.Limit!.Kind.Should().Be(BudgetKind.VerifiedTokens);
    }

    [Fact]
    public async Task Verifier_calls_are_limited()
    {
        var verifier = new ScriptedVerifier(_ => 0.5);

        var result = await Reasoner.For(ScriptedGenerator.FromAnswers("1", "2", "3")).WithVerifier(verifier).UseBestOfN(o => o.Samples = 3).WithBudget(b => b.Verifications(2)).Build().ReasonAsync("q");

        verifier.Calls.Should().Be(2);
        result.Candidates.Should().HaveCount(2);
        result.Limit!.Description.Should().Be("verifier calls: 2 of 2 spent");
    }

    [Fact]
    public async Task Money_buys_what_the_price_table_says()
    {
        var generator = new CostlyGenerator((_, ordinal) => ScriptedStep.End($"Answer: {ordinal}") with { Tokens = 2 }, "m");

        var result = await Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 40).WithPrices(p => p.With("m", Price)).WithBudget(b => b.Money(200)).WithPathLimits(l => l with { Tokens = 2 }).Build().ReasonAsync("why?");

        var spent = generator.Spent;
        result.Usage.Money.Should().Be(spent.Prompt + (spent.Generated * 10)).And.BeInRange(177, 200);
        result.Limit!.Kind.Should().Be(BudgetKind.Money);
    }

    [Fact]
    public async Task Less_money_than_a_step_may_cost_makes_the_step_shorter_instead_of_failing()
    {
        var generator = new CostlyGenerator((_, _) => ScriptedStep.End("Answer: 1") with { Tokens = 50 }, "m");

        var result = await Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 2).WithPrices(p => p.With("m", Price)).WithBudget(b => b.Money(75)).Build().ReasonAsync("why?");

        result.Usage.Tokens.Generated.Should().Be(7, "the prompt may take 4, and a token costs 10");
        result.Candidates.Should().ContainSingle().Which.IsCut.Should().BeTrue();
        result.Finish.Should().Be(ReasoningFinish.BudgetExhausted);
    }

    [Fact]
    public async Task Joules_are_estimated_by_the_table_or_measured()
    {
        var generator = new CostlyGenerator((_, ordinal) => ScriptedStep.End($"Answer: {ordinal}") with { Tokens = 2 }, "m");
        var builder = Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 8).WithPathLimits(l => l with { Tokens = 2 });

        var estimated = await builder.WithEnergy(EnergyTable.Empty.With("m", new() { GeneratedJoules = 1.5 })).WithBudget(b => b.Joules(10)).Build().ReasonAsync("why?");
        var measured = await builder.WithEnergy(new Meter()).Build().ReasonAsync("why?");

        estimated.Usage.Joules.Should().Be(9);
        estimated.Limit!.Kind.Should().Be(BudgetKind.Joules);
        measured.Usage.Joules.Should().Be(8, "the meter says 1 J a call");
    }

    [Fact]
    public async Task Without_prices_a_usage_has_no_money_and_no_joules()
    {
        var result = await Reasoner.For(ScriptedGenerator.FromAnswers("1")).UseSelfConsistency(o => o.Samples = 1).Build().ReasonAsync("q");

        result.Usage.Money.Should().BeNull();
        result.Usage.Joules.Should().BeNull();
        result.Limit.Should().BeNull();
    }

    [Fact]
    public void A_limit_that_cannot_be_held_is_refused_with_what_to_add()
    {
        var named = Reasoner.For(new CostlyGenerator((_, _) => ScriptedStep.End("1"), "small"));
        var unnamed = Reasoner.For(ScriptedGenerator.FromAnswers("1"));

        named.WithBudget(b => b.Money(1)).Invoking(b => b.Build()).Should().Throw<InvalidOperationException>().WithMessage("*no price for the model 'small' of CostlyGenerator*.WithPrices(prices => prices.With(\"small\", *");
        unnamed.WithBudget(b => b.Joules(1)).Invoking(b => b.Build()).Should().Throw<InvalidOperationException>().WithMessage("*ScriptedGenerator, which does not name its model*.WithEnergy(*WithDefault(*");
        Reasoner.For(ScriptedGenerator.FromAnswers("1")).WithBudget(b => b.Memory(1)).Invoking(b => b.Build()).Should().Throw<InvalidOperationException>().WithMessage("*key-value memory*ScriptedGenerator*KvBytes*");
        Reasoner.For(new CostlyGenerator((_, _) => ScriptedStep.End("1"), "small")).WithVerifier(new ArithmeticVerifier()).WithPrices(p => p.With("small", Price)).WithBudget(b => b.Money(1)).Invoking(b => b.Build()).Should().NotThrow("rules cost nothing");
    }

    [Fact]
    public async Task A_request_that_brings_such_a_limit_is_refused_too()
    {
        var reasoner = Reasoner.For(ScriptedGenerator.FromAnswers("1")).Build();

        await reasoner.Invoking(r => r.ReasonAsync(new() { Prompt = "q", Budget = new Budget().Money(1) })).Should().ThrowAsync<InvalidOperationException>().WithMessage("*WithPrices*");
        await reasoner.Invoking(r => r.ReasonAsync(new() { Prompt = "q", Account = new("acme", new Budget().Joules(1)) })).Should().ThrowAsync<InvalidOperationException>().WithMessage("*WithEnergy*");
    }

    [Fact]
    public async Task Live_paths_hold_memory_and_released_ones_give_it_back()
    {
        // The prompt takes a page of 64 bytes, each step another one.
        var account = new BudgetAccount("memory", new Budget().Memory(64 * 4));
        var generator = new CostlyGenerator((path, _) => ScriptedStep.Continue($"{path.Depth} ") with { Tokens = 3 }, "m");
        var children = new List<int>();
        var reasoner = Reasoner.For(generator).WithSteps(s => s with { MaxTokens = 4 }).Use(new DelegateStrategy(async search =>
        {
            var first = await search.ExpandAsync(search.Root, 2);
            foreach (var child in first)
                search.Release(child.Path);
            var second = await search.ExpandAsync(search.Root, 8);
            children.AddRange([first.Count, second.Count]);
        })).Build();

        var result = await reasoner.ReasonAsync(new() { Prompt = "why?", Account = account });

        children.Should().Equal(2, 3);
        result.Limit!.Description.Should().Be("account 'memory': key-value memory: 256 of 256 bytes held");
        result.Usage.KvBytes.Should().Be(256);
        account.Remaining.KvBytes.Should().Be(256);
    }

    [Fact]
    public async Task Updates_show_the_usage_of_every_kind()
    {
        var generator = new CostlyGenerator((_, ordinal) => ScriptedStep.End($"Answer: {ordinal}") with { Tokens = 2 }, "m");
        var reasoner = Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 3).WithPrices(p => p.With("m", Price)).WithEnergy(EnergyTable.Empty.WithDefault(new() { GeneratedJoules = 1 })).Build();

        var updates = new List<ReasoningUpdate>();
        await foreach (var update in reasoner.ReasonStreamingAsync("why?"))
            updates.Add(update);

        updates.Select(update => update.Usage.Money).Should().BeInAscendingOrder().And.NotContainNulls();
        updates[^1].Usage.Joules.Should().Be(6);
        updates[^1].Usage.KvBytes.Should().BePositive();
    }

    private sealed class Meter : EnergySource
    {
        public override ModelEnergy? Find(string? model) => new() { GeneratedJoules = 0.5 };

        public override double? Measured(string? model, TokenUsage tokens) => 1;
    }

    private sealed class DelegateStrategy(Func<SearchContext, Task> run) : SearchStrategy
    {
        public override string Name => "delegate";

        public override Task RunAsync(SearchContext search) => run(search);
    }
}
