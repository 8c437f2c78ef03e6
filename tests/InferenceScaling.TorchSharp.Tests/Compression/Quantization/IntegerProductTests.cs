using CsCheck;
using InferenceScaling.TorchSharp.Compression.Quantization;

namespace InferenceScaling.TorchSharp.Tests.Compression.Quantization;

public sealed class IntegerProductTests
{
    [Fact]
    public void Sums_are_whole_numbers_and_products_their_scaled_values()
    {
        var weights = RoundToNearest.Quantize(RandomMatrices.Matrix([0.5f, -1.27f, 0.02f, 0.9f], [2.54f, -0.1f, 0, -1.3f]), new(8), new RangeFit());
        var tokens = QuantizedTokens.Of(RandomMatrices.Matrix([1, -2, 0.5f, 3]));
        tokens.Codes.Should().Equal(42, -85, 21, 127);
        tokens.Scales.Should().Equal(3f / 127);
        IntegerProduct.Sums(tokens, weights).Should().Equal(24367, -2496);
        IntegerProduct.Multiply(tokens, weights).Zip([5.755984f, -1.179213f], (found, value) => Math.Abs(found - value)).Max().Should().BeLessThan(1e-5f);
    }

    [Fact]
    public void A_product_is_that_of_the_widened_factors() =>
        Gen.Select(RandomMatrices.Of(Gen.Int[1, 3], Gen.Const(10)), RandomMatrices.Of(Gen.Int[1, 3], Gen.Const(10)), Gen.Int[2, 8], Gen.Int[0, 5], Gen.Bool).Sample((activations, weights, bits, group, isSymmetric) =>
        {
            var (tokens, matrix) = (QuantizedTokens.Of(activations), RoundToNearest.Quantize(weights, new(bits, group, isSymmetric), new RangeFit()));
            var products = IntegerProduct.Multiply(tokens, matrix);
            var wide = new float[weights.Values.Length];
            matrix.Dequantize(0, wide);
            for (var i = 0; i < products.Length; i++)
            {
                var (token, output) = (i / weights.Rows, i % weights.Rows);
                var expected = Enumerable.Range(0, 10).Sum(input => (double)tokens.Codes[(token * 10) + input] * tokens.Scales[token] * wide[(output * 10) + input]);
                products[i].Should().BeApproximately((float)expected, 1e-4f);
            }
        });

    [Fact]
    public void Factors_of_different_inputs_are_refused() =>
        FluentActions.Invoking(() => IntegerProduct.Multiply(QuantizedTokens.Of(RandomMatrices.Matrix([1, 2])), RoundToNearest.Quantize(RandomMatrices.Matrix([1, 2, 3]), new(8), new RangeFit())))
            .Should().Throw<ArgumentException>().WithMessage("*2 inputs*3*");
}
