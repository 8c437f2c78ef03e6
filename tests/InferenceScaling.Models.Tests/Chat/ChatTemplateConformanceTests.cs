using InferenceScaling.Conformance;
using InferenceScaling.Tests;

namespace InferenceScaling.Models.Tests.Chat;

/// <summary>Real templates against what transformers renders.</summary>
public sealed class ChatTemplateConformanceTests
{
    [SkippableFact]
    public async Task Real_templates_render_as_in_transformers()
    {
        var folder = SharedFixtures.Folder("fixtures/chat_templates");
        var report = new ConformanceReport();

        await new ChatConformance().RunAsync(folder, report, CancellationToken.None);

        report.Failures.Should().BeEmpty();
        report.Passed.Should().BeGreaterThan(0);
    }
}
