using InferenceScaling.Budgets;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Testing;
using Microsoft.Extensions.Time.Testing;

namespace InferenceScaling.Tests.Budgets;

public class BudgetAccountTests
{
    private static readonly IReasoner FourPaths = Reasoner.For(new ScriptedGenerator((_, ordinal) => ScriptedStep.End($"Answer: {ordinal % 2}") with { Tokens = 5 }))
        .UseSelfConsistency(o => o.Samples = 4).WithPathLimits(l => l with { Tokens = 5 }).Build();

    [Fact]
    public async Task Requests_draw_from_their_account_and_from_those_above_it()
    {
        var organisation = new BudgetAccount("organisation", new Budget().Tokens(50));
        var tenant = new BudgetAccount("tenant", new Budget().Calls(100), organisation);
        var other = new BudgetAccount("other", new Budget().Tokens(40), organisation);

        await FourPaths.ReasonAsync(new() { Prompt = "q", Account = tenant });
        var second = await FourPaths.ReasonAsync(new() { Prompt = "q", Account = other });
        var third = await FourPaths.ReasonAsync(new() { Prompt = "q", Account = tenant });
        var fourth = await FourPaths.ReasonAsync(new() { Prompt = "q", Account = other });

        second.Finish.Should().Be(ReasoningFinish.Completed);
        third.Limit!.Description.Should().Be("account 'organisation': generated tokens: 50 of 50 spent");
        third.Candidates.Should().HaveCount(2);
        fourth.Candidates.Should().BeEmpty();
        fourth.Finish.Should().Be(ReasoningFinish.BudgetExhausted);
        tenant.Spent.Tokens.Generated.Should().Be(30);
        tenant.Remaining.GeneratorCalls.Should().Be(94);
        other.Remaining.GeneratedTokens.Should().Be(20);
        organisation.Spent.GeneratorCalls.Should().Be(10);
        organisation.Reserved.Tokens.Generated.Should().Be(0);
    }

    [Fact]
    public async Task A_request_does_not_wait_for_what_another_one_has_reserved()
    {
        var account = new BudgetAccount("tenant", new Budget().Tokens(20));
        var started = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var slow = Reasoner.For(new ScriptedGenerator((_, _) => ScriptedStep.End("Answer: 1"))
        {
            BeforeStep = (_, _, _) =>
            {
                started.TrySetResult();
                return release.Task;
            },
        }).UseSelfConsistency(o => o.Samples = 1).WithPathLimits(l => l with { Tokens = 20 }).Build();

        var first = slow.ReasonAsync(new() { Prompt = "q", Account = account });
        await started.Task;
        var second = await FourPaths.ReasonAsync(new() { Prompt = "q", Account = account });
        release.SetResult();

        second.Limit!.Description.Should().Be("account 'tenant': generated tokens: 0 of 20 spent, 20 reserved");
        (await first).Answer.Should().Be("1");
        account.Remaining.GeneratedTokens.Should().Be(18);
    }

    [Fact]
    public async Task An_account_is_refilled_each_period()
    {
        var clock = new FakeTimeProvider();
        var account = new BudgetAccount("daily", new Budget().Tokens(20), period: TimeSpan.FromDays(1), time: clock);

        await FourPaths.ReasonAsync(new() { Prompt = "q", Account = account });
        clock.Advance(TimeSpan.FromHours(23));
        (await FourPaths.ReasonAsync(new() { Prompt = "q", Account = account })).Candidates.Should().BeEmpty();
        account.Spent.Duration.Should().Be(TimeSpan.FromHours(23));
        clock.Advance(TimeSpan.FromHours(26));

        account.Remaining.GeneratedTokens.Should().Be(20);
        account.Spent.Duration.Should().Be(TimeSpan.FromHours(1));
        (await FourPaths.ReasonAsync(new() { Prompt = "q", Account = account })).Finish.Should().Be(ReasoningFinish.Completed);
    }

    [Fact]
    public async Task A_time_limit_of_an_account_holds_for_each_request()
    {
        var account = new BudgetAccount("tenant", new Budget().By(DateTimeOffset.UnixEpoch));

        var result = await FourPaths.ReasonAsync(new() { Prompt = "q", Account = account });

        result.Finish.Should().Be(ReasoningFinish.TimeExpired);
        result.Limit!.Account.Should().Be("tenant");
        result.Limit.Kind.Should().Be(BudgetKind.Deadline);
    }

    [Fact]
    public void Accounts_need_a_name_and_a_period()
    {
        FluentActions.Invoking(() => new BudgetAccount("", Budget.Unlimited)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new BudgetAccount("a", Budget.Unlimited, period: TimeSpan.Zero)).Should().Throw<ArgumentOutOfRangeException>();
    }
}
