using CsCheck;
using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.TorchSharp.Compression.Quantization;

namespace InferenceScaling.TorchSharp.Tests.Compression.Quantization;

public sealed class IntegerGridTests
{
    private static readonly Gen<QuantizationFormat> Formats =
        from bits in Gen.Int[2, 8]
        from isSymmetric in Gen.Bool
        select new QuantizationFormat(bits, IsSymmetric: isSymmetric);

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(1.5, 2)]
    [InlineData(2.5, 2)]
    [InlineData(-0.5, 0)]
    [InlineData(-1.5, -2)]
    [InlineData(-2.5, -2)]
    public void Halves_go_to_the_even_code(double weight, int expected) => new IntegerGrid(1, 8, 0, 15).Nearest(weight).Should().Be(expected);

    [Fact]
    public void No_number_of_the_range_moves_by_more_than_half_a_step() =>
        Gen.Select(Formats, Gen.Enum<SymmetricRange>(), Gen.Double[-10, 10], Gen.Double[-10, 10], Gen.Double[0, 1]).Sample((format, range, one, other, share) =>
        {
            var (low, high) = (Math.Min(one, other), Math.Max(one, other));
            var grid = IntegerGrid.OfRange(low, high, format, range);
            var weight = low + (share * (high - low));

            // Within 1e-10 steps of a half, either code counts as nearest.
            Math.Abs(grid.Nearest(weight) - weight).Should().BeLessThanOrEqualTo(grid.Scale * (0.5 + 2e-10));
        });

    [Fact]
    public void Every_grid_holds_0_exactly() =>
        Gen.Select(Formats, Gen.Enum<SymmetricRange>(), Gen.Double, Gen.Double).Sample((format, range, one, other) =>
        {
            if (double.IsFinite(one) && double.IsFinite(other))
                IntegerGrid.OfRange(one, other, format, range).Nearest(0).Should().Be(0);
        });

    [Theory]
    [InlineData(0)]
    [InlineData(1e-50)]
    [InlineData(-1e-60)]
    public void A_range_of_nothing_has_scale_1_and_the_code_of_0(double weight)
    {
        foreach (var format in new QuantizationFormat[] { new(8), new(4, IsSymmetric: false) })
        {
            var grid = IntegerGrid.OfRange(weight, weight, format, SymmetricRange.Full);
            grid.Scale.Should().Be(1);
            grid.Code(weight).Should().Be(grid.Zero);
        }
    }

    [Fact]
    public void The_largest_floats_have_a_scale()
    {
        foreach (var format in new QuantizationFormat[] { new(2), new(2, IsSymmetric: false), new(8) })
            ((float)IntegerGrid.OfRange(float.MinValue, float.MaxValue, format, SymmetricRange.Full).Scale).Should().BePositive().And.BeLessThan(float.PositiveInfinity);
    }
}
