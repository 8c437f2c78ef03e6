using InferenceScaling.TorchSharp.Compression.Matrices;

namespace InferenceScaling.TorchSharp.Tests.Compression.Matrices;

public sealed class FiniteMatrixTests
{
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void What_is_not_finite_is_refused_with_its_place(float value) =>
        FluentActions.Invoking(() => new FiniteMatrix("layers.3.down_proj", 2, 3, new[] { 1, 2, 3, 4, value, 6 }))
            .Should().Throw<ArgumentException>().WithMessage("*'layers.3.down_proj'*row 1, column 1*");

    [Fact]
    public void Values_that_do_not_fill_the_shape_are_refused() =>
        FluentActions.Invoking(() => new FiniteMatrix("w", 2, 3, new float[5])).Should().Throw<ArgumentException>().WithMessage("*5 values*2 × 3 has 6*");

    [Fact]
    public void Columns_have_magnitudes_and_lengths()
    {
        var matrix = RandomMatrices.Matrix([3, -1], [-4, 0]);
        matrix.ColumnMagnitudes().Should().Equal(4, 1);
        matrix.ColumnNorms().Should().Equal(5, 1);
    }
}
