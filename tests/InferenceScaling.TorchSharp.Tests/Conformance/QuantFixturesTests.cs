using InferenceScaling.Conformance;

namespace InferenceScaling.TorchSharp.Tests.Conformance;

public sealed class QuantFixturesTests
{
    [Fact]
    public async Task Codes_masks_and_losses_are_those_of_the_reference()
    {
        var report = new ConformanceReport();
        await new QuantConformance().RunAsync(Path.Combine(AppContext.BaseDirectory, "Fixtures", "quant"), report, CancellationToken.None);
        report.Failures.Should().BeEmpty();
        report.Passed.Should().Be(117);
    }
}
