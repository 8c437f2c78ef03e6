using InferenceScaling.Conformance;
using InferenceScaling.Tests;

namespace InferenceScaling.TorchSharp.Tests.Conformance;

public sealed class PublishedFixturesTests
{
    [SkippableFact]
    public async Task Every_family_agrees_with_its_reference()
    {
        var report = await Run(new ArchConformance(), "fixtures/arch");
        report.Passed.Should().BeGreaterThan(900);
    }

    [SkippableFact]
    public async Task A_single_fixture_folder_runs_too()
    {
        var report = await Run(new ArchConformance(), "fixtures/arch/gpt2");
        report.Passed.Should().BeGreaterThan(30);
    }

    [SkippableFact]
    public async Task Tiny_gguf_models_agree_with_their_reference()
    {
        var report = await Run(new GgufConformance(), "fixtures/gguf/tiny_models");
        report.Passed.Should().BeGreaterThan(90);
    }

    [SkippableFact]
    public async Task Malformed_models_are_refused_with_a_reason()
    {
        var report = await Run(new MalformedConformance(), "fixtures/malformed");
        report.Passed.Should().BeGreaterThan(100);
    }

    private static async Task<ConformanceReport> Run(IConformanceKind kind, string folder)
    {
        var report = new ConformanceReport();
        await kind.RunAsync(SharedFixtures.Folder(folder), report, CancellationToken.None);
        report.Failures.Should().BeEmpty();
        return report;
    }
}
