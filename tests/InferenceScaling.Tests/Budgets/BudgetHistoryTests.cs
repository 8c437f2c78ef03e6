using CsCheck;

namespace InferenceScaling.Tests.Budgets;

public class BudgetHistoryTests
{
    [Fact]
    public Task No_limit_is_passed_and_no_reservation_leaks_in_10_000_concurrent_histories() =>
        Gen.ULong.SampleAsync(
            async seed =>
            {
                var fault = await new BudgetHistory(seed).RunAsync().WaitAsync(TimeSpan.FromSeconds(60));
                fault.Should().BeNull($"of the history {seed}");
            },
            iter: 10_000);
}
