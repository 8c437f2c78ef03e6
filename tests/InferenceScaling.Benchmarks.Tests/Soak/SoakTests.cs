using InferenceScaling.Benchmarks.Soak;
using InferenceScaling.Models.Decoding;

namespace InferenceScaling.Benchmarks.Tests.Soak;

public sealed class SoakTests
{
    private static readonly KvUsage Clean = new(16, 1024, 100, 40, 40, 3);

    [Fact]
    public async Task A_short_soak_cancels_fails_and_leaks_nothing()
    {
        var output = new StringWriter();
        var code = await SoakCommand.RunAsync(new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1), Clients: 8, Threads: 1, Contexts: 2, Seed: 3), output, CancellationToken.None);
        code.Should().Be(0, output.ToString());
        output.ToString().Should().Contain("0 pages held in the end").And.NotContain(" 0 generated").And.NotContain(" 0 cancelled");
    }

    [Fact]
    public void Like_the_beginning_is_no_fault() => SoakVerdict.Faults(Rows(_ => 2, _ => 100 << 20), Clean).Should().BeEmpty();

    [Fact]
    public void Pages_that_are_held_after_all_was_released_are_a_leak() =>
        SoakVerdict.Faults(Rows(_ => 2, _ => 100 << 20), Clean with { LivePages = 43 }).Should().ContainSingle().Which.Should().StartWith("3 pages");

    [Fact]
    public void Steps_that_become_slower_are_a_fault() =>
        SoakVerdict.Faults(Rows(minute => 2 + (minute * 0.05), _ => 100 << 20), Clean).Should().ContainSingle().Which.Should().Contain("99th percentile");

    [Fact]
    public void Memory_that_grows_is_a_fault() =>
        SoakVerdict.Faults(Rows(_ => 2, minute => (100 + minute) << 20), Clean).Should().HaveCount(2).And.AllSatisfy(fault => fault.Should().Contain("from"));

    [Fact]
    public void A_slow_first_minute_is_warm_up() => SoakVerdict.Faults(Rows(minute => minute == 0 ? 0.1 : 2, _ => 100 << 20), Clean).Should().BeEmpty();

    private static SoakRow[] Rows(Func<int, double> p99, Func<int, long> bytes) =>
        [.. Enumerable.Range(0, 31).Select(minute => new SoakRow(TimeSpan.FromMinutes(minute), 1000, 1, p99(minute), 60, 100, bytes(minute), bytes(minute)))];
}
