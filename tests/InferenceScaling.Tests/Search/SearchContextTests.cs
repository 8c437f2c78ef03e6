using CsCheck;
using InferenceScaling.Answers;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search;
using InferenceScaling.Search.BestOfN;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Testing;
using Microsoft.Extensions.Time.Testing;

namespace InferenceScaling.Tests.Search;

public class SearchContextTests
{
    [Fact]
    public async Task The_result_does_not_depend_on_the_order_of_completion()
    {
        var results = new List<string>();
        for (ulong order = 0; order < 20; order++)
        {
            var turn = order;
            var generator = new ScriptedGenerator(Chains)
            {
                BeforeStep = async (path, ordinal, _) =>
                {
                    for (var yields = PathRandom.Root(turn, $"{path}.{ordinal}").Bits(0) % 50; yields > 0; yields--)
                        await Task.Yield();
                },
            };
            var result = await Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 12).WithBudget(b => b.Tokens(40)).WithPathLimits(l => l with { Tokens = 16 }).Build().ReasonAsync("q");
            results.Add((result with { Usage = result.Usage with { Duration = default } }).ToJson());
            generator.LivePaths.Should().Be(0);
        }

        results.Distinct().Should().ContainSingle();
    }

    [Fact]
    public void A_token_budget_is_never_passed() =>
        Gen.Select(Gen.Int[1, 60], Gen.Int[1, 20], Gen.Int[1, 10], Gen.ULong).Sample((budget, pathTokens, samples, seed) =>
        {
            var generator = new ScriptedGenerator(Chains);
            var result = Reasoner.For(generator).UseSelfConsistency(o => o.Samples = samples).WithBudget(b => b.Tokens(budget)).WithPathLimits(l => l with { Tokens = pathTokens }).Build()
                .ReasonAsync(new() { Prompt = "q", Seed = seed }).GetAwaiter().GetResult();

            return result.Usage.Tokens.Generated <= budget && generator.LivePaths == 0
                && result.Candidates.All(candidate => candidate.Path.Steps.Sum(step => step.Usage.Generated) <= pathTokens);
        });

    [Fact]
    public async Task A_spent_budget_returns_the_best_so_far_and_says_why()
    {
        var generator = new ScriptedGenerator((_, ordinal) => ScriptedStep.End("Answer: 9") with { Tokens = 10 });

        var result = await Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 16).WithBudget(b => b.Tokens(35)).WithPathLimits(l => l with { Tokens = 10 }).Build().ReasonAsync("q");

        result.Finish.Should().Be(ReasoningFinish.BudgetExhausted);
        result.Answer.Should().Be("9");
        result.Candidates.Count(candidate => !candidate.IsCut).Should().Be(3);
        result.Usage.Tokens.Generated.Should().Be(35, "the last path got what was left");
    }

    [Fact]
    public async Task A_call_budget_counts_steps()
    {
        var generator = new ScriptedGenerator(Chains);

        var result = await Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 16).WithBudget(b => b.Calls(7)).Build().ReasonAsync("q");

        generator.Calls.Should().Be(7);
        result.Usage.GeneratorCalls.Should().Be(7);
        result.Finish.Should().Be(ReasoningFinish.BudgetExhausted);
    }

    [Fact]
    public async Task The_request_can_only_tighten_the_budget()
    {
        var reasoner = Reasoner.For(new ScriptedGenerator(Chains)).UseSelfConsistency(o => o.Samples = 16).WithBudget(b => b.Calls(7)).Build();

        (await reasoner.ReasonAsync(new() { Prompt = "q", Budget = new() { GeneratorCalls = 3 } })).Usage.GeneratorCalls.Should().Be(3);
        (await reasoner.ReasonAsync(new() { Prompt = "q", Budget = new() { GeneratorCalls = 300 } })).Usage.GeneratorCalls.Should().Be(7);
    }

    [Fact]
    public async Task When_time_is_up_the_best_so_far_returns()
    {
        var clock = new FakeTimeProvider();
        var fast = new TaskCompletionSource();
        var generator = new ScriptedGenerator((_, ordinal) => ScriptedStep.End($"Answer: {ordinal}"))
        {
            BeforeStep = async (_, ordinal, cancellationToken) =>
            {
                if (ordinal == 1)
                    fast.SetResult();
                else
                    await Task.Delay(TimeSpan.FromHours(1), clock, cancellationToken);
            },
        };

        var run = Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 4).WithBudget(b => b.Within(TimeSpan.FromSeconds(5))).WithTimeProvider(clock).Build().ReasonAsync("q");
        await fast.Task;
        clock.Advance(TimeSpan.FromSeconds(5));
        var result = await run;

        result.Finish.Should().Be(ReasoningFinish.TimeExpired);
        result.Answer.Should().Be("1");
        result.Usage.Duration.Should().Be(TimeSpan.FromSeconds(5));
        generator.LivePaths.Should().Be(0);
    }

    [Fact]
    public async Task A_path_under_way_when_time_is_up_is_not_lost()
    {
        var clock = new FakeTimeProvider();
        var second = new TaskCompletionSource();
        var generator = new ScriptedGenerator((path, _) => ScriptedStep.Continue($"So far {path.Depth + 4}.\n"))
        {
            BeforeStep = async (path, _, cancellationToken) =>
            {
                if (path.Depth == 1)
                {
                    second.SetResult();
                    await Task.Delay(TimeSpan.FromHours(1), clock, cancellationToken);
                }
            },
        };

        var run = Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 1).Answering(AnswerDomain.Number).WithBudget(b => b.Within(TimeSpan.FromSeconds(5))).WithTimeProvider(clock).Build().ReasonAsync("q");
        await second.Task;
        clock.Advance(TimeSpan.FromSeconds(5));
        var result = await run;

        result.Answer.Should().Be("4");
        result.Candidates.Should().ContainSingle().Which.IsCut.Should().BeTrue();
    }

    [Fact]
    public async Task Failed_calls_cost_their_path_and_nothing_else()
    {
        var generator = new ScriptedGenerator((_, ordinal) => ScriptedStep.End($"Answer: {ordinal % 2}"))
        {
            BeforeStep = (_, ordinal, _) => ordinal % 2 == 1 ? throw new IOException($"broken pipe {ordinal}") : Task.CompletedTask,
        };

        var result = await Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 6).Build().ReasonAsync("q");

        result.Answer.Should().Be("0");
        result.Candidates.Should().HaveCount(3);
        result.Failures.Should().Equal("broken pipe 1", "broken pipe 3", "broken pipe 5");
    }

    [Fact]
    public async Task When_every_call_fails_the_first_failure_is_thrown()
    {
        var generator = new ScriptedGenerator((_, _) => ScriptedStep.End("")) { BeforeStep = (_, ordinal, _) => throw new IOException($"broken pipe {ordinal}") };

        await Reasoner.For(generator).UseSelfConsistency().Build().Invoking(reasoner => reasoner.ReasonAsync("q")).Should().ThrowAsync<IOException>().WithMessage("broken pipe 0");
    }

    [Fact]
    public async Task A_path_whose_verdict_failed_stays_a_candidate()
    {
        var verifier = new ScriptedVerifier(_ => 0.5) { BeforeScore = (path, _) => path.Ordinal == 0 ? throw new IOException("judge away") : Task.CompletedTask };

        var result = await Reasoner.For(ScriptedGenerator.FromAnswers("1", "2")).WithVerifier(verifier).UseBestOfN(o => o.Samples = 2).Build().ReasonAsync("q");

        result.Candidates.Should().HaveCount(2);
        result.Candidates[0].Score.Should().BeNull();
        result.Answer.Should().Be("2");
        result.Failures.Should().Equal("judge away");
    }

    [Theory]
    [InlineData(1.5)]
    [InlineData(double.NaN)]
    public async Task Scores_outside_the_unit_interval_are_refused(double score)
    {
        var reasoner = Reasoner.For(ScriptedGenerator.FromAnswers("1")).WithVerifier(new ScriptedVerifier(_ => score)).UseBestOfN(o => o.Samples = 1).Build();

        var result = await reasoner.ReasonAsync("q");

        result.Failures.Should().ContainSingle().Which.Should().Contain("ScriptedVerifier").And.Contain("[0, 1]");
    }

    [Fact]
    public async Task Expanding_a_path_again_gives_new_children()
    {
        var places = new List<string>();
        var reasoner = Reasoner.For(new ScriptedGenerator((_, _) => ScriptedStep.End("Answer: 1"))).Use(new DelegateStrategy(async search =>
        {
            places.AddRange((await search.ExpandAsync(search.Root, 2)).Select(child => child.Path.ToString()));
            places.AddRange((await search.ExpandAsync(search.Root, 3)).Select(child => child.Path.ToString()));
        })).Build();

        await reasoner.ReasonAsync("q");

        places.Should().Equal("0", "1", "2", "3", "4");
    }

    [Fact]
    public async Task The_trace_holds_every_step_in_path_order()
    {
        var result = await Reasoner.For(new ScriptedGenerator(Chains)).UseSelfConsistency(o => o.Samples = 3).Build().ReasonAsync("q");

        result.Trace.Should().HaveCount((int)result.Usage.GeneratorCalls);
        result.Trace.Select(node => node.Place).Should().BeInAscendingOrder(StringComparer.Ordinal);
    }

    /// <summary>Chains of one to four steps, each of one to five tokens, that end in one of three answers.</summary>
    private static ScriptedStep Chains(ReasoningPath path, int ordinal)
    {
        var lot = path.Random.Child(ordinal);
        var tokens = 1 + (int)(lot.Bits(0) % 5);
        return path.Depth >= 3 || lot.Uniform(1) < 0.4
            ? ScriptedStep.End($"Answer: {lot.Bits(2) % 3}") with { Tokens = tokens }
            : ScriptedStep.Continue("Hm.\n") with { Tokens = tokens };
    }

    private sealed class DelegateStrategy(Func<SearchContext, Task> run) : SearchStrategy
    {
        public override string Name => "delegate";

        public override Task RunAsync(SearchContext search) => run(search);
    }
}
