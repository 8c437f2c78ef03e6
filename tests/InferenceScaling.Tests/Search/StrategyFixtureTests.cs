using InferenceScaling.Conformance;
using InferenceScaling.Conformance.Strategies;

namespace InferenceScaling.Tests.Search;

public class StrategyFixtureTests
{
    [SkippableTheory]
    [InlineData("rebase")]
    [InlineData("search_and_learn")]
    [InlineData("its_hub")]
    [InlineData("treequest")]
    public async Task Strategies_agree_with_the_reference_implementations(string folder)
    {
        var report = new ConformanceReport();

        await new StrategiesConformance().RunAsync(SharedFixtures.Folder($"fixtures/strategies/{folder}"), report, CancellationToken.None);

        report.Failures.Should().BeEmpty();
        report.Passed.Should().BePositive();
    }
}
