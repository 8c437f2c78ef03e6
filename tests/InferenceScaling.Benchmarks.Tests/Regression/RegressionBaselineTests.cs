using InferenceScaling.Benchmarks.Regression;

namespace InferenceScaling.Benchmarks.Tests.Regression;

public sealed class RegressionBaselineTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_baseline_survives_a_round_trip()
    {
        new RegressionBaseline("X64", 1.5, new Dictionary<string, double> { ["decode B=1"] = 0.25, ["sampler"] = 2 }).Write(_path);
        var read = RegressionBaseline.Read(_path);

        read.Machine.Should().Be("X64");
        read.Tolerance.Should().Be(1.5);
        read.Ratios.Should().Equal(new Dictionary<string, double> { ["decode B=1"] = 0.25, ["sampler"] = 2 });
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"machine":"X64","tolerance":1,"ratios":{"a":1}}""")]
    [InlineData("""{"machine":"X64","tolerance":1.3,"ratios":{"a":0}}""")]
    [InlineData("""{"machine":"X64","tolerance":1.3,"ratios":{}}""")]
    public void A_damaged_baseline_is_refused_with_the_way_out(string text)
    {
        File.WriteAllText(_path, text);

        FluentActions.Invoking(() => RegressionBaseline.Read(_path)).Should().Throw<InvalidDataException>().WithMessage("*--update*");
    }

    [Fact]
    public void The_committed_baseline_is_one() => RegressionBaseline.Read(RepositoryFolder.Path("benchmarks/baseline.json")).Ratios.Should().HaveCountGreaterThan(5);
}
