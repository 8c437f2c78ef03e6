using System.Text.Json;
using InferenceScaling.Conformance;
using InferenceScaling.Evaluation.Estimators;
using InferenceScaling.Tests;

namespace InferenceScaling.Evaluation.Tests;

public class PublishedSamplesTests
{
    [SkippableFact]
    public async Task The_published_samples_of_the_game_of_24_give_the_published_rates()
    {
        var file = SharedFixtures.Folder("data/game24/gpt4_cot_sample100_900_1000.json");
        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(file));
        var problems = document.RootElement.EnumerateArray().Select(problem => problem.GetProperty("infos").EnumerateArray().Select(info => info.GetProperty("r").GetInt32()).ToArray())
            .Select(results => (Samples: results.Length, Correct: results.Sum())).ToArray();

        problems.Should().HaveCount(100).And.OnlyContain(problem => problem.Samples == 100);
        PassAtK.Mean(problems, 1).Should().BeApproximately(0.04, 0.0005, "Yao et al. 2023 report 4.0 %");
        PassAtK.Mean(problems, 100).Should().Be(0.49, "and 49 % for the best of 100");
    }

    [SkippableTheory]
    [InlineData("adaptive_consistency", 385)]
    [InlineData("deepconf", 234)]
    [InlineData("estimators", 420)]
    [InlineData("budget", 309)]
    public async Task Golden_values_of_a_folder_are_met(string folder, int cases)
    {
        var kind = typeof(IConformanceKind).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IConformanceKind)))
            .Select(type => (IConformanceKind)Activator.CreateInstance(type)!)
            .Single(kind => kind.Name == "strategies");
        var report = new ConformanceReport();

        await kind.RunAsync(SharedFixtures.Folder($"fixtures/strategies/{folder}"), report, CancellationToken.None);

        report.Failures.Should().BeEmpty();
        report.Passed.Should().BeGreaterThanOrEqualTo(cases);
    }
}
