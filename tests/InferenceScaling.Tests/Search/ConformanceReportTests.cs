using InferenceScaling.Conformance;
using InferenceScaling.Conformance.Answers;
using InferenceScaling.Conformance.Strategies;

namespace InferenceScaling.Tests.Search;

public sealed class ConformanceReportTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("conformance");

    [Fact]
    public async Task A_file_is_run_for_what_it_says_it_is_and_an_unknown_one_is_named_and_counted()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "other-seeds.json"), """
            {"topic": "search_and_learn", "name": "aggregate_scores", "cases": [
                {"id": "right", "input": {"scores": [0.5, 1]}, "expected": {"min": 0.5, "prod": 0.5, "last": 1, "mean": 0.75}},
                {"id": "wrong", "input": {"scores": [0.5, 1]}, "expected": {"min": 0.5, "prod": 0.5, "last": 0.5, "mean": 0.75}}]}
            """);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "later.json"), """{"topic": "later", "name": "unknown", "cases": [{}, {}, {}]}""");
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "boxes.json"), """{"topic": "answers", "name": "boxed_outputs", "cases": [{"id": "box", "input": {"output": "\\boxed{7}"}, "expected": {"last_boxed": "7"}}]}""");
        var report = new ConformanceReport();

        await new StrategiesConformance().RunAsync(_folder.FullName, report, CancellationToken.None);

        report.Passed.Should().Be(2);
        report.Failures.Should().ContainSingle().Which.Should().StartWith("wrong: ");
        report.NotRun.Should().ContainSingle().Which.Should().StartWith("later/unknown.json: 3 cases");
        report.Skipped.Should().Be(3);
    }

    [Fact]
    public async Task Cases_that_have_no_right_answer_are_counted_apart()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "pairs.json"), """
            {"name": "pairs", "cases": [{"id": "a", "gold": "1", "prediction": "1.0", "expected": true}, {"id": "b", "gold": "1", "prediction": "one", "expected": true, "ambiguous": true}]}
            """);
        var report = new ConformanceReport();

        await new AnswersConformance().RunAsync(_folder.FullName, report, CancellationToken.None);

        (report.Passed, report.Failed, report.Skipped).Should().Be((1, 0, 1));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
