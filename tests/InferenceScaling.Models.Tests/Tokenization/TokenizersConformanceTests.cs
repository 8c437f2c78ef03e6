using InferenceScaling.Conformance;
using InferenceScaling.Tests;

namespace InferenceScaling.Models.Tests.Tokenization;

public class TokenizersConformanceTests
{
    [SkippableFact]
    public async Task Published_tokenizers_give_the_reference_ids_and_texts()
    {
        var report = new ConformanceReport();
        await new TokenizersConformance().RunAsync(SharedFixtures.Folder("fixtures/tokenizers"), report, CancellationToken.None);
        report.Failures.Should().BeEmpty();
        report.Passed.Should().BeGreaterThan(3000);
    }
}
