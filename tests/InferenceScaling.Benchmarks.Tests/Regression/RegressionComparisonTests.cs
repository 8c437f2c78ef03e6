using CsCheck;
using InferenceScaling.Benchmarks.Regression;

namespace InferenceScaling.Benchmarks.Tests.Regression;

public sealed class RegressionComparisonTests
{
    [Theory]
    [InlineData(1.0, nameof(RegressionVerdict.Unchanged))]
    [InlineData(1.29, nameof(RegressionVerdict.Unchanged))]
    [InlineData(1.31, nameof(RegressionVerdict.Slower))]
    [InlineData(0.78, nameof(RegressionVerdict.Unchanged))]
    [InlineData(0.76, nameof(RegressionVerdict.Faster))]
    public void A_figure_is_judged_by_how_many_times_the_baseline_it_is(double times, string verdict)
    {
        var row = Compare(new() { ["decode"] = 2 }, new() { ["decode"] = 2 * times }).Single();

        row.Verdict.ToString().Should().Be(verdict);
        row.Change.Should().BeApproximately(times, 1e-12);
    }

    [Fact]
    public void What_only_one_side_has_is_new_or_missing_and_only_missing_figures_fail()
    {
        var rows = Compare(new() { ["decode"] = 1, ["gone"] = 1 }, new() { ["decode"] = 1, ["added"] = 1 });

        rows.Select(row => (row.Name, row.Verdict)).Should().Equal(("decode", RegressionVerdict.Unchanged), ("gone", RegressionVerdict.Missing), ("added", RegressionVerdict.New));
        RegressionComparison.Fails(rows).Should().BeTrue();
        RegressionComparison.Fails(Compare(new() { ["decode"] = 1 }, new() { ["decode"] = 1, ["added"] = 1 })).Should().BeFalse();
    }

    [Fact]
    public void One_slower_figure_fails_whatever_the_others_gain() =>
        RegressionComparison.Fails(Compare(new() { ["a"] = 1, ["b"] = 1 }, new() { ["a"] = 0.1, ["b"] = 1.4 })).Should().BeTrue();

    [Fact]
    public void A_measurement_passes_against_itself_and_scaling_both_sides_changes_nothing() =>
        Gen.Select(Gen.Double[0.001, 1000].Array[1, 8], Gen.Double[0.001, 1000].Array[8], Gen.Double[0.01, 100], (baseline, measured, scale) => (baseline, measured, scale)).Sample(sample =>
        {
            var (baseline, measured) = (Named(sample.baseline, 1), Named(sample.measured, 1));
            return !RegressionComparison.Fails(Compare(baseline, baseline))
                && Compare(baseline, measured).Select(row => row.Change).Zip(Compare(Named(sample.baseline, sample.scale), Named(sample.measured, sample.scale)).Select(row => row.Change), (one, other) => (one, other))
                    .All(pair => pair.one is null == pair.other is null && Math.Abs((pair.one ?? 1) - (pair.other ?? 1)) <= 1e-9 * (pair.one ?? 1));
        });

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Ratios_that_are_no_positive_numbers_are_refused_by_name(double ratio) =>
        FluentActions.Invoking(() => Compare(new() { ["decode"] = 1 }, new() { ["decode"] = ratio })).Should().Throw<ArgumentException>().WithMessage("*'decode'*positive*");

    [Theory]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_tolerance_is_a_factor_above_1(double tolerance) =>
        FluentActions.Invoking(() => RegressionComparison.Compare(new Dictionary<string, double>(), new Dictionary<string, double>(), tolerance)).Should().Throw<ArgumentOutOfRangeException>();

    private static IReadOnlyList<RegressionRow> Compare(Dictionary<string, double> baseline, Dictionary<string, double> measured) => RegressionComparison.Compare(baseline, measured, 1.3);

    private static Dictionary<string, double> Named(double[] values, double scale) => values.Select((value, index) => (value, index)).ToDictionary(pair => $"{pair.index}", pair => pair.value * scale);
}
