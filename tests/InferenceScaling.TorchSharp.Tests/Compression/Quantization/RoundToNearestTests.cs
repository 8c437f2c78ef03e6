using CsCheck;
using InferenceScaling.TorchSharp.Compression.Matrices;
using InferenceScaling.TorchSharp.Compression.Quantization;

namespace InferenceScaling.TorchSharp.Tests.Compression.Quantization;

public sealed class RoundToNearestTests
{
    private static readonly FiniteMatrix Weights = RandomMatrices.Matrix([0.5f, -1.27f, 0.02f, 0.9f], [2.54f, -0.1f, 0, -1.3f]);

    [Fact]
    public void Eight_bits_reach_from_minus_127_to_127_steps()
    {
        var matrix = RoundToNearest.Quantize(Weights, new(8), new RangeFit());
        matrix.Codes.Select(code => code - 128).Should().Equal(50, -127, 2, 90, 127, -5, 0, -65);
        matrix.Scales.Should().Equal(0.01f, 0.02f);
    }

    [Fact]
    public void A_full_range_has_one_code_more_below_0()
    {
        var matrix = RoundToNearest.Quantize(Weights, new(8), new RangeFit(SymmetricRange.Full));
        matrix.Scales[0].Should().BeApproximately(0.00996078f, 1e-8f);
        matrix.Scales[1].Should().BeApproximately(0.01992157f, 1e-8f);
        var codes = matrix.Codes.Select(code => code - 128).ToArray();
        codes.Where((_, i) => i != 1).Should().Equal(50, 2, 90, 127, -5, 0, -65);

        // −1.27 lies half-way between two codes; both are right.
        codes[1].Should().BeOneOf(-127, -128);
    }

    [Fact]
    public void A_zero_point_uses_the_whole_range_of_one_sided_weights()
    {
        var eight = RoundToNearest.Quantize(RandomMatrices.Matrix([-0.4f, 0, 0.3f, 1.2f]), new(8, IsSymmetric: false), new RangeFit());
        eight.Scales[0].Should().BeApproximately(0.00627451f, 1e-8f);
        eight.Zeros.Should().Equal(-64 + 128);
        eight.Codes.Select(code => code - 128).Should().Equal(-128, -64, -16, 127);
        var row = new float[4];
        eight.Dequantize(0, row);
        row.Zip([-0.401569f, 0, 0.301176f, 1.198431f], (found, value) => Math.Abs(found - value)).Max().Should().BeLessThan(1e-5f);

        var four = RoundToNearest.Quantize(RandomMatrices.Matrix([-0.7f, 0.1f, 0.37f, 0.8f]), new(4, IsSymmetric: false), new RangeFit());
        four.Zeros.Should().Equal(7);
        four.Codes.Should().Equal(0, 8, 11, 15);
    }

    [Fact]
    public void Every_weight_is_within_half_a_step_of_its_group_and_a_last_group_may_be_short() =>
        Gen.Select(RandomMatrices.Of(Gen.Int[1, 4], Gen.Int[1, 20]), Gen.Int[2, 8], Gen.Int[0, 7], Gen.Bool).Sample((weights, bits, group, isSymmetric) =>
        {
            var matrix = RoundToNearest.Quantize(weights, new(bits, group, isSymmetric), new RangeFit());
            var rounded = new float[weights.Values.Length];
            matrix.Dequantize(0, rounded);
            for (var i = 0; i < rounded.Length; i++)
            {
                var scale = matrix.Scales[(i / weights.Columns * matrix.Groups) + matrix.Group(i % weights.Columns)];
                Math.Abs(rounded[i] - weights.Values.Span[i]).Should().BeLessThanOrEqualTo(scale * 0.5f * 1.0001f);
            }
        });

    [Fact]
    public void Rows_of_zeros_stay_zeros()
    {
        var matrix = RoundToNearest.Quantize(RandomMatrices.Matrix([0, 0]), new(4, IsSymmetric: false), new RangeFit());
        var row = new float[2];
        matrix.Dequantize(0, row);
        row.Should().Equal(0, 0);
    }

    [Fact]
    public void It_hears_a_cancellation() =>
        FluentActions.Invoking(() => RoundToNearest.Quantize(Weights, new(8), new RangeFit(), new(canceled: true))).Should().Throw<OperationCanceledException>();
}
