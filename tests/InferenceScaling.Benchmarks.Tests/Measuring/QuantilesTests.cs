using InferenceScaling.Benchmarks.Measuring;

namespace InferenceScaling.Benchmarks.Tests.Measuring;

public sealed class QuantilesTests
{
    // Values of numpy.quantile with its default method, linear.
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.25, 1.75)]
    [InlineData(0.5, 3)]
    [InlineData(0.99, 9.82)]
    [InlineData(1, 10)]
    public void Quantiles_are_interpolated_between_order_statistics(double probability, double expected) =>
        Quantiles.Of([10, 1, 2, 4], probability).Should().BeApproximately(expected, 1e-12);

    [Fact]
    public void One_value_is_every_quantile() => Quantiles.Of([7], 0.99).Should().Be(7);

    [Fact]
    public void No_values_have_no_quantile() => FluentActions.Invoking(() => Quantiles.Median([])).Should().Throw<ArgumentException>();
}
