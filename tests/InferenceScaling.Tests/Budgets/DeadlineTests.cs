using InferenceScaling.Budgets;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Stopping;
using InferenceScaling.Testing;
using InferenceScaling.Tests.Search;
using Microsoft.Extensions.Time.Testing;

namespace InferenceScaling.Tests.Budgets;

public class DeadlineTests
{
    public static TheoryData<string> Names => [.. StrategyCatalogue.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_strategy_answers_within_the_deadline_and_one_step_by_a_fake_clock(string name)
    {
        // A step takes a second, and cancellation does not shorten it.
        var clock = new FakeTimeProvider();
        var step = TimeSpan.FromSeconds(1);
        var generator = new ScriptedGenerator(StrategyCatalogue.Steps) { BeforeStep = (_, _, _) => Task.Delay(step, clock, CancellationToken.None) };
        var deadline = clock.GetUtcNow() + TimeSpan.FromSeconds(2.5);

        var run = StrategyCatalogue.Use(name, generator, generator).WithTimeProvider(clock).WithBudget(b => b.By(deadline)).Build().ReasonAsync("q");
        while (!run.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(0.25));
            for (var turns = 0; turns < 200 && !run.IsCompleted; turns++)
                await Task.Yield();
        }

        var result = await run;
        result.Usage.Duration.Should().BeLessThanOrEqualTo(TimeSpan.FromSeconds(2.5) + step + TimeSpan.FromSeconds(0.5));
        if (result.Finish == ReasoningFinish.TimeExpired)
            result.Limit!.Kind.Should().Be(BudgetKind.Deadline);
        result.Text.Should().NotBeEmpty();
        generator.LivePaths.Should().Be(0);
    }

    [Fact]
    public async Task A_slow_generator_answers_within_the_deadline_and_one_step()
    {
        // By a generator that is deaf to cancellation: of two paths at a time, each may end the step it is in.
        var (clock, step, deadline) = (new FakeTimeProvider(), TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500));
        var begin = clock.GetUtcNow();
        var generator = new ScriptedGenerator((path, ordinal) =>
        {
            clock.Advance(step);
            return path.Depth == 1 ? ScriptedStep.End($"Answer: {ordinal}") : ScriptedStep.Continue("Hm. ");
        });

        var result = await Reasoner.For(generator).WithTimeProvider(clock).UseSelfConsistency(o => o.Samples = 40).WithBudget(b => b.Calls(400).Within(deadline)).WithPathLimits(l => l with { Steps = 4 })
            .StopWhen(Stop.Agreement(votes: 1000), BatchSchedule.Fixed(2)).Build().ReasonAsync("q");

        result.Finish.Should().Be(ReasoningFinish.TimeExpired);
        result.Candidates.Should().NotBeEmpty();
        result.Limit!.Kind.Should().Be(BudgetKind.Time);
        (clock.GetUtcNow() - begin).Should().BeGreaterThanOrEqualTo(deadline).And.BeLessThanOrEqualTo(deadline + (2 * step));
    }

    [Fact]
    public async Task A_request_after_its_deadline_ends_at_once()
    {
        var clock = new FakeTimeProvider();
        var generator = ScriptedGenerator.FromAnswers("1");

        var result = await Reasoner.For(generator).WithTimeProvider(clock).WithBudget(b => b.By(clock.GetUtcNow() - TimeSpan.FromMinutes(1))).Build().ReasonAsync("q");

        generator.Calls.Should().Be(0);
        result.Finish.Should().Be(ReasoningFinish.TimeExpired);
        result.Limit!.Description.Should().Be("deadline: 0 of 0 s passed");
        result.Candidates.Should().BeEmpty();
    }

    [Fact]
    public async Task The_limit_on_time_that_comes_first_is_named()
    {
        var clock = new FakeTimeProvider();
        var reasoner = Reasoner.For(new ScriptedGenerator((_, _) => ScriptedStep.End("1")) { BeforeStep = (_, _, cancel) => Task.Delay(Timeout.Infinite, cancel) })
            .WithTimeProvider(clock).WithBudget(b => b.Within(TimeSpan.FromSeconds(9)).By(clock.GetUtcNow() + TimeSpan.FromDays(400))).Build();

        var run = reasoner.ReasonAsync("q");
        clock.Advance(TimeSpan.FromSeconds(9));

        (await run).Limit!.Description.Should().Be("time: 9 of 9 s passed");
    }
}
