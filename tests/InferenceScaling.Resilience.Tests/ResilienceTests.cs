using System.Collections.Concurrent;
using InferenceScaling.Budgets;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.BestOfN;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Polly;
using Polly.CircuitBreaker;
using Polly.Registry;
using Polly.Retry;
using Polly.Timeout;

namespace InferenceScaling.Resilience.Tests;

public class ResilienceTests
{
    private static readonly RetryStrategyOptions AtOnce = new() { MaxRetryAttempts = 3, Delay = TimeSpan.Zero };

    [Fact]
    public async Task A_retried_step_is_the_same_step_and_every_attempt_is_paid_for()
    {
        var steady = await Reasoner.For(Words()).UseSelfConsistency(o => o.Samples = 8).Build().ReasonAsync(new() { Prompt = "q", Seed = 5 });
        var flaky = await Reasoner.For(Words(failures: 2)).UseSelfConsistency(o => o.Samples = 8).UseResilience(p => p.AddRetryWithinBudget(AtOnce)).Build().ReasonAsync(new() { Prompt = "q", Seed = 5 });

        flaky.Failures.Should().BeEmpty();
        flaky.Usage.GeneratorCalls.Should().Be(3 * steady.Usage.GeneratorCalls);
        (flaky with { Usage = default }).ToJson().Should().Be((steady with { Usage = default }).ToJson());
    }

    [Fact]
    public async Task There_is_no_retry_that_the_budget_does_not_allow()
    {
        var generator = Words(failures: 2);

        var result = await Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 2).UseResilience(p => p.AddRetryWithinBudget(AtOnce)).WithPathLimits(l => l with { Steps = 1 })
            .WithBudget(b => b.Calls(5)).Build().ReasonAsync("q");

        generator.Calls.Should().Be(5);
        result.Usage.GeneratorCalls.Should().Be(5);
        result.Candidates.Should().ContainSingle("three attempts made a path, and two were too few for another one");
        result.Failures.Should().Equal("busy 1");
    }

    [Fact]
    public async Task What_a_failed_attempt_cost_is_booked()
    {
        var tries = 0;
        var generator = new ScriptedGenerator((_, _) => ScriptedStep.End("Answer: 1"))
        {
            BeforeStep = (_, _, _) => Interlocked.Increment(ref tries) < 3 ? throw new CallFailedException("cut off") { Usage = new(Prompt: 7, Generated: 2) } : Task.CompletedTask,
        };

        var result = await Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 1).UseResilience(p => p.AddRetryWithinBudget(AtOnce)).Build().ReasonAsync("q");

        result.Usage.Tokens.Should().Be(new TokenUsage(Prompt: 14, Generated: 6));
        result.Usage.GeneratorCalls.Should().Be(3);
    }

    [Fact]
    public async Task A_circuit_breaker_speaks_for_the_last_attempt_without_losing_its_cost()
    {
        var account = new BudgetAccount("all", Budget.Unlimited);
        var generator = new ScriptedGenerator((_, _) => ScriptedStep.End("")) { BeforeStep = (_, _, _) => throw new CallFailedException("down") { Usage = new(Prompt: 7) } };
        var reasoner = Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 1)
            .UseResilience(p => p.AddRetryWithinBudget(AtOnce).AddCircuitBreaker(new() { MinimumThroughput = 2, FailureRatio = 0.1 })).Build();

        await reasoner.Invoking(r => r.ReasonAsync(new() { Prompt = "q", Account = account })).Should().ThrowAsync<CallFailedException>().Where(failure => failure.InnerException is BrokenCircuitException);

        generator.Calls.Should().Be(2, "the third and fourth attempt met an open circuit");
        account.Spent.Tokens.Prompt.Should().Be(14);
        account.Spent.GeneratorCalls.Should().Be(2);
        account.Reserved.GeneratorCalls.Should().Be(0);
    }

    [Fact]
    public async Task A_retry_does_not_wait_beyond_the_deadline()
    {
        var clock = new FakeTimeProvider();
        var generator = Words(failures: 1);
        var slow = new RetryStrategyOptions { MaxRetryAttempts = 5, Delay = TimeSpan.FromSeconds(10) };
        var reasoner = Reasoner.For(generator).WithTimeProvider(clock).UseSelfConsistency(o => o.Samples = 1).WithBudget(b => b.Within(TimeSpan.FromSeconds(5)))
            .UseResilience(p =>
            {
                p.TimeProvider = clock;
                p.AddRetryWithinBudget(slow);
            }).Build();

        // The clock stands still: a wait would never end.
        await reasoner.Invoking(r => r.ReasonAsync("q")).Should().ThrowAsync<IOException>().WithMessage("busy 0");

        generator.Calls.Should().Be(1);
    }

    [Fact]
    public async Task A_delay_that_fits_is_waited_for()
    {
        var clock = new FakeTimeProvider();
        var generator = Words(failures: 1);
        var retrying = new TaskCompletionSource();
        var retries = new RetryStrategyOptions
        {
            Delay = TimeSpan.FromSeconds(3),
            OnRetry = _ =>
            {
                retrying.TrySetResult();
                return default;
            },
        };
        var reasoner = Reasoner.For(generator).WithTimeProvider(clock).UseSelfConsistency(o => o.Samples = 1).WithPathLimits(l => l with { Steps = 1 }).WithBudget(b => b.Within(TimeSpan.FromSeconds(5)))
            .UseResilience(p =>
            {
                p.TimeProvider = clock;
                p.AddRetryWithinBudget(retries);
            }).Build();

        var run = reasoner.ReasonAsync("q");
        await retrying.Task;
        while (!run.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(0.5));
            await Task.Yield();
        }

        (await run).Candidates.Should().ContainSingle();
        generator.Calls.Should().Be(2);
    }

    [Fact]
    public async Task A_call_that_takes_too_long_is_tried_again()
    {
        var clock = new FakeTimeProvider();
        var tries = 0;
        var generator = new ScriptedGenerator((_, _) => ScriptedStep.End("Answer: 1"))
        {
            BeforeStep = (_, _, cancellationToken) => Interlocked.Increment(ref tries) == 1 ? Task.Delay(TimeSpan.FromHours(1), clock, cancellationToken) : Task.CompletedTask,
        };
        var reasoner = Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 1).UseResilience(p =>
        {
            p.TimeProvider = clock;
            p.AddRetryWithinBudget(AtOnce).AddTimeout(TimeSpan.FromSeconds(30));
        }).Build();

        var run = reasoner.ReasonAsync("q");
        clock.Advance(TimeSpan.FromSeconds(30));

        (await run).Answer.Should().Be("1");
        generator.Calls.Should().Be(2);
    }

    [Fact]
    public async Task A_call_that_takes_too_long_for_the_last_time_says_so()
    {
        var clock = new FakeTimeProvider();
        var generator = new ScriptedGenerator((_, _) => ScriptedStep.End("")) { BeforeStep = (_, _, cancellationToken) => Task.Delay(TimeSpan.FromHours(1), clock, cancellationToken) };

        async Task<ReasoningResult> Run(long calls)
        {
            var run = Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 1).WithPathLimits(l => l with { Steps = 1 }).WithBudget(b => b.Calls(calls)).UseResilience(p =>
            {
                p.TimeProvider = clock;
                p.AddRetryWithinBudget(AtOnce).AddTimeout(TimeSpan.FromSeconds(30));
            }).Build().ReasonAsync("q");
            while (!run.IsCompleted)
            {
                clock.Advance(TimeSpan.FromSeconds(10));
                await Task.Yield();
            }

            return await run;
        }

        await FluentActions.Awaiting(() => Run(calls: 1)).Should().ThrowAsync<TimeoutException>().WithMessage("*the budget allows no other attempt*");
        await FluentActions.Awaiting(() => Run(calls: 9)).Should().ThrowAsync<TimeoutRejectedException>();
        generator.Calls.Should().Be(1 + 4);
    }

    [Fact]
    public async Task Cancellation_is_not_retried()
    {
        using var cancel = new CancellationTokenSource();
        var generator = new ScriptedGenerator((_, _) => ScriptedStep.End(""))
        {
            BeforeStep = async (_, _, cancellationToken) =>
            {
                await cancel.CancelAsync();
                cancellationToken.ThrowIfCancellationRequested();
            },
        };

        await Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 1).UseResilience(p => p.AddRetryWithinBudget(AtOnce)).Build()
            .Invoking(r => r.ReasonAsync("q", cancel.Token)).Should().ThrowAsync<OperationCanceledException>();

        generator.Calls.Should().Be(1);
    }

    [Fact]
    public async Task Verifiers_are_retried_too()
    {
        var failed = new ConcurrentDictionary<string, bool>();
        var verifier = new ScriptedVerifier(_ => 0.5) { BeforeScore = (path, _) => failed.TryAdd(path.ToString(), true) ? throw new IOException("judge away") : Task.CompletedTask };

        var result = await Reasoner.For(ScriptedGenerator.FromAnswers("1", "2")).WithVerifier(verifier).UseBestOfN(o => o.Samples = 2).UseResilience(new ResiliencePipelineBuilder().AddRetryWithinBudget(AtOnce).Build()).Build().ReasonAsync("q");

        result.Failures.Should().BeEmpty();
        result.Candidates.Should().OnlyContain(candidate => candidate.Score == 0.5);
        result.Usage.VerifierCalls.Should().Be(4);
    }

    [Fact]
    public async Task Outside_of_a_search_only_the_pipeline_counts()
    {
        var generator = new ResilientGenerator(Words(failures: 2), new ResiliencePipelineBuilder().AddRetryWithinBudget(AtOnce).Build());

        var step = await generator.GenerateStepAsync(ReasoningPath.Root("q", 1), 0, new());

        step.Text.Should().NotBeEmpty();
        CallLease.Current.Should().BeNull();
    }

    [Fact]
    public async Task Pipelines_can_come_from_a_container()
    {
        using var registry = new ResiliencePipelineRegistry<string>();
        registry.TryAddBuilder("model", (pipeline, _) => pipeline.AddRetryWithinBudget(AtOnce));
        using var services = new ServiceCollection().AddSingleton<ResiliencePipelineProvider<string>>(registry).BuildServiceProvider();
        var builder = Reasoner.For(Words(failures: 2)).UseSelfConsistency(o => o.Samples = 2).UseResilience("model");

        (await builder.Build(services).ReasonAsync("q")).Failures.Should().BeEmpty();
        builder.Invoking(b => b.Build()).Should().Throw<InvalidOperationException>().WithMessage("*'model'*AddResiliencePipeline*");
    }

    /// <summary>Chains of one or two steps whose text tells their place; every step fails a number of times first.</summary>
    private static ScriptedGenerator Words(int failures = 0)
    {
        var tries = new ConcurrentDictionary<string, int>();
        return new((path, ordinal) => path.Depth == 1 || path.Random.Child(ordinal).Uniform(0) < 0.5 ? ScriptedStep.End($"Answer: {path.Random.Child(ordinal).Bits(1) % 3}") : ScriptedStep.Continue("Hm. "))
        {
            BeforeStep = (path, ordinal, _) => tries.AddOrUpdate($"{path}.{ordinal}", 1, (_, made) => made + 1) <= failures ? throw new IOException($"busy {ordinal}") : Task.CompletedTask,
        };
    }
}
