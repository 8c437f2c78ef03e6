using InferenceScaling.Budgets;

namespace InferenceScaling.Tests.Budgets;

public class BudgetTests
{
    [Fact]
    public void The_tighter_of_two_budgets_is_taken_limit_by_limit()
    {
        var deadline = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var one = new Budget().Tokens(10).TokensRead(200).Money(1).Joules(5).Memory(1024).By(deadline).Calls(9);
        var other = new Budget().Tokens(20).TokensRead(100).TokensVerified(7).TokensInAll(300).Money(0.5m).Joules(50).By(deadline.AddDays(1)).Verifications(3).CallsInAll(11).Within(TimeSpan.FromSeconds(2));

        one.And(other).Should().Be(new Budget
        {
            GeneratedTokens = 10,
            PromptTokens = 100,
            VerifiedTokens = 7,
            ComputedTokens = 300,
            GeneratorCalls = 9,
            VerifierCalls = 3,
            AllCalls = 11,
            Spending = 0.5m,
            Energy = 5,
            KvBytes = 1024,
            Time = TimeSpan.FromSeconds(2),
            Deadline = deadline,
        });
        other.And(one).Should().Be(one.And(other));
    }

    [Fact]
    public void Limits_that_allow_nothing_are_refused()
    {
        var budget = Budget.Unlimited;
        Func<Budget>[] refused =
        [
            () => budget.Tokens(0), () => budget.TokensRead(0), () => budget.TokensVerified(-1), () => budget.TokensInAll(0), () => budget.Calls(0), () => budget.Verifications(0),
            () => budget.CallsInAll(0), () => budget.Money(0), () => budget.Joules(0), () => budget.Joules(double.NaN), () => budget.Memory(0), () => budget.Within(TimeSpan.Zero),
        ];

        foreach (var limit in refused)
            limit.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Prices_count_each_kind_of_token()
    {
        var price = new ModelPrice { PromptPerMillion = 0.15m, CachedPromptPerMillion = 0.075m, GeneratedPerMillion = 0.60m };

        price.Of(new(Prompt: 1_000_000, CachedPrompt: 2_000_000, Generated: 500_000, Verified: 100_000)).Should().Be(0.15m + 0.15m + 0.30m + 0.015m);
        PriceTable.Empty.With("a", price).Find("b").Should().BeNull();
        PriceTable.Empty.With("a", price).WithDefault(new()).Find(null).Should().Be(new ModelPrice());
    }

    [Fact]
    public void Prices_and_energies_out_of_range_are_refused_with_their_name()
    {
        FluentActions.Invoking(() => PriceTable.Empty.With("a", new() { GeneratedPerMillion = -1 })).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*GeneratedPerMillion of a is -1*");
        FluentActions.Invoking(() => EnergyTable.Empty.With("a", new() { PromptJoules = double.PositiveInfinity })).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*PromptJoules of a*");
    }

    [Theory]
    [InlineData(BudgetKind.GeneratedTokens, 8192, 8192, 0, 0, null, "generated tokens: 8192 of 8192 spent")]
    [InlineData(BudgetKind.Money, 0.98, 1, 0, 0.05, null, "money: 0.98 of 1 spent; the next call may take 0.05")]
    [InlineData(BudgetKind.AllCalls, 3, 10, 7, 1, "acme", "account 'acme': calls: 3 of 10 spent, 7 reserved")]
    [InlineData(BudgetKind.Memory, 4096, 4096, 0, 64, null, "key-value memory: 4096 of 4096 bytes held")]
    [InlineData(BudgetKind.Time, 5.2, 5, 0, 0, null, "time: 5.2 of 5 s passed")]
    public void A_limit_describes_itself(BudgetKind kind, double spent, double allowed, double reserved, double needed, string? account, string description) =>
        new ReachedLimit(kind, (decimal)spent, (decimal)allowed) { Reserved = (decimal)reserved, Needed = (decimal)needed, Account = account }.ToString().Should().Be(description);
}
