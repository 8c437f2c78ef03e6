using CsCheck;
using InferenceScaling.Budgets;
using InferenceScaling.Paths;
using Microsoft.Extensions.Time.Testing;

namespace InferenceScaling.Tests.Budgets;

public class BudgetHistoryTests
{
    /// <summary>With the environment variable <c>CsCheck_Iter</c> as many as it says.</summary>
    [Fact]
    public Task No_limit_is_passed_and_no_reservation_leaks_whatever_strategies_failures_and_cancellations_do() =>
        Gen.ULong.SampleAsync(
            async seed =>
            {
                var fault = await new BudgetHistory(seed).RunAsync().WaitAsync(TimeSpan.FromSeconds(60));
                fault.Should().BeNull($"of the history {seed}");
            },
            iter: Math.Max(1000, Check.Iter));

    [Fact]
    public void Ledgers_hold_in_10_000_concurrent_histories() =>
        Gen.ULong.Sample(
            seed =>
            {
                var time = new FakeTimeProvider();
                var root = PathRandom.Root(seed, "ledger");
                var limit = new Budget { GeneratedTokens = 1 + (long)(root.Uniform(0) * 200), Spending = 1 + (long)(root.Uniform(1) * 50), KvBytes = 1 + (long)(root.Uniform(2) * 500), AllCalls = 30 };
                var account = new BudgetLedger(limit, time, CostMeter.None, account: "account");
                BudgetLedger[] requests = [new(Budget.Unlimited, time, CostMeter.None, account), new(new() { GeneratedTokens = 40, Energy = 9.5 }, time, CostMeter.None, account)];
                var shares = requests[1].Split(2);
                BudgetLedger[] ledgers = [requests[0], requests[0], shares[0], shares[1]];

                Parallel.For(0, ledgers.Length, worker => Work(ledgers[worker], root.Child(worker)));

                var (booked, one, other) = (account.Usage, requests[0].Usage, requests[1].Usage);
                var nothing = new ReasoningUsage { Money = 0, Joules = 0, KvBytes = 0 };
                return new[] { account, requests[0], requests[1], shares[0], shares[1] }.All(ledger => ledger.Reserved == nothing)
                    && booked.Tokens.Generated <= limit.GeneratedTokens && booked.Money <= limit.Spending && booked.GeneratorCalls + booked.VerifierCalls <= limit.AllCalls && (booked.KvBytes ?? 0) <= limit.KvBytes
                    && other.Tokens.Generated <= 40 && other.Joules <= 9.5
                    && account.Remaining.KvBytes == limit.KvBytes && booked.Tokens == one.Tokens + other.Tokens && booked.Money == one.Money + other.Money;
            },
            iter: 10_000);

    /// <summary>Reserves by lot, settles less than it reserved, extends, fails, and gives back.</summary>
    private static void Work(BudgetLedger ledger, PathRandom lots)
    {
        var held = 0L;
        for (var turn = 0UL; turn < 12; turn++)
        {
            var most = Lot(lots.Child((int)turn));
            using var reservation = ledger.Reserve(most);
            if (reservation is null)
                continue;
            var lot = lots.Uniform(turn);
            if (lot < 0.2)
                continue;
            reservation.Settle(new(Cost.Min(most, Lot(lots.Child(100 + (int)turn))) with { GeneratorCalls = 1 }, IsPriced: true, IsMetered: true));
            held += Cost.Min(most, Lot(lots.Child(100 + (int)turn))).KvBytes;
            var more = Lot(lots.Child(200 + (int)turn));
            if (lot < 0.5 && reservation.TryExtend(more))
                reservation.Settle(new(more with { KvBytes = 0 }, IsPriced: true, IsMetered: true));
        }

        ledger.GiveBack(held);
    }

    private static Cost Lot(PathRandom lots) => new(
        new(Generated: (long)(lots.Uniform(0) * 30)), GeneratorCalls: 1, VerifierCalls: lots.Uniform(1) < 0.3 ? 1 : 0, Money: (decimal)lots.Uniform(2) * 9, Joules: Math.Round((decimal)lots.Uniform(3) * 3, 6), KvBytes: (long)(lots.Uniform(4) * 90));
}
