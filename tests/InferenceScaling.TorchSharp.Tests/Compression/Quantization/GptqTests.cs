using CsCheck;
using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.TorchSharp.Compression.Matrices;
using InferenceScaling.TorchSharp.Compression.Quantization;
using static TorchSharp.torch;

namespace InferenceScaling.TorchSharp.Tests.Compression.Quantization;

public sealed class GptqTests
{
    private static readonly FiniteMatrix Activations = RandomMatrices.Matrix([1, 0.5f, 0.2f], [0.9f, 0.6f, -0.1f], [-0.4f, -0.1f, 0.8f], [0.3f, 0.4f, 0.5f]);
    private static readonly FiniteMatrix Weights = RandomMatrices.Matrix([0.31f, -0.72f, 0.55f], [-0.12f, 0.44f, 0.9f]);

    [Fact]
    public void Later_weights_make_up_for_the_errors_of_earlier_ones()
    {
        var result = Gptq.Quantize(Weights, Hessian.Of(Activations), new(3));
        Close(Wide(result.Matrix), [0.411429f, -0.822857f, 0.617143f, 0, 0.257143f, 0.771429f]);
        Close([.. result.Matrix.Scales], [0.205714f, 0.257143f]);
        result.FellBack.Should().BeFalse();

        (result.OutputError * 4).Should().BeApproximately(0.033612, 1e-5);
        var nearest = Wide(RoundToNearest.Quantize(Weights, new(3), new RangeFit(SymmetricRange.Full)));
        Close(nearest[3..], [0, 0.514286f, 0.771429f]);
        (RandomMatrices.OutputError(Activations, Weights, nearest) * 4).Should().BeApproximately(0.075313, 1e-5);
    }

    [Fact]
    public void The_sweep_adds_up_what_the_damped_Hessian_says()
    {
        using var scope = NewDisposeScope();
        using var factor = InverseFactor.Of(Hessian.Of(Activations), 0.01, [0, 1, 2]);
        var rounding = new GptqRounding(Weights.Widen(), 2, [0, 1, 2], new(3), new RangeFit(SymmetricRange.Full), hasMovingGroups: false, default);
        ColumnSweep.Run(Weights.ToTensor(), factor!, 128, 1, rounding, default).Should().BeApproximately(0.008686, 1e-6);
    }

    [Fact]
    public void Blocks_change_nothing() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[1, 13], Gen.Int[0, 5], Gen.Bool, Gen.Bool).Sample(
            (seed, block, group, hasOrder, isStatic) =>
            {
                var (activations, weights) = (RandomMatrices.Seeded(seed, 30, 12), RandomMatrices.Seeded(seed + 1, 3, 12));
                var format = new QuantizationFormat(4, group, IsSymmetric: seed % 2 == 0);
                var options = new GptqOptions { HasActivationOrder = hasOrder, HasStaticGroups = isStatic };
                var hessian = Hessian.Of(activations);
                var (whole, blocked) = (Gptq.Quantize(weights, hessian, format, options).Matrix, Gptq.Quantize(weights, hessian, format, options with { BlockSize = block }).Matrix);
                blocked.Codes.Should().Equal(whole.Codes);
                blocked.GroupOf.Should().Equal(whole.GroupOf);
            },
            threads: 1);

    [Theory]
    [InlineData(0, false, false)]
    [InlineData(0, true, false)]
    [InlineData(8, false, false)]
    [InlineData(8, true, false)]
    [InlineData(8, true, true)]
    [InlineData(7, true, false)]
    public void Outputs_change_less_than_by_rounding_to_nearest_in_every_arrangement(int group, bool hasOrder, bool isStatic)
    {
        // Mixed inputs are correlated, as those of real layers are.
        var mixed = Mixed(RandomMatrices.Seeded(31, 300, 32));
        var weights = RandomMatrices.Seeded(32, 24, 32);
        var format = new QuantizationFormat(4, group, IsSymmetric: false);
        var result = Gptq.Quantize(weights, Hessian.Of(mixed), format, new() { HasActivationOrder = hasOrder, HasStaticGroups = isStatic });
        var found = RandomMatrices.OutputError(mixed, weights, Wide(result.Matrix));
        found.Should().BeApproximately(result.OutputError, result.OutputError * 1e-6);
        found.Should().BeLessThan(0.9 * RandomMatrices.OutputError(mixed, weights, Wide(RoundToNearest.Quantize(weights, format, new RangeFit()))));
        result.Matrix.GroupOf.IsEmpty.Should().Be(!(hasOrder && group > 0 && !isStatic));
    }

    [Fact]
    public void A_Hessian_that_is_not_positive_definite_means_rounding_to_nearest_and_is_told()
    {
        var weights = RandomMatrices.Matrix([0.3f, -0.7f], [0.2f, 0.9f]);
        var result = Gptq.Quantize(weights, new(2, [1, 2, 2, 1]), new(4));
        result.FellBack.Should().BeTrue();
        result.Matrix.Codes.Should().Equal(RoundToNearest.Quantize(weights, new(4), new RangeFit(SymmetricRange.Full)).Codes);
    }

    [Fact]
    public void Corrections_that_overflow_mean_rounding_to_nearest_and_are_told()
    {
        var weights = RandomMatrices.Matrix([0.3f, -0.7f]);
        var result = Gptq.Quantize(weights, new(2, [1e300, 0.5, 0.5, 1e-300]), new(4, 1), new() { Damping = 0 });
        result.FellBack.Should().BeTrue();
        result.Matrix.Codes.Should().Equal(RoundToNearest.Quantize(weights, new(4, 1), new RangeFit(SymmetricRange.Full)).Codes);
    }

    [Fact]
    public void Weights_of_inputs_that_were_never_active_become_0()
    {
        var activations = RandomMatrices.Matrix([1, 0, 0.5f], [-0.5f, 0, 2]);
        var result = Gptq.Quantize(RandomMatrices.Matrix([0.5f, 9, -0.25f]), Hessian.Of(activations), new(8));
        result.FellBack.Should().BeFalse();
        Wide(result.Matrix)[1].Should().Be(0);
        Wide(result.Matrix)[0].Should().BeApproximately(0.5f, 0.002f, "the dead weight does not coarsen the grid");
    }

    [Fact]
    public void A_Hessian_of_another_layer_is_refused_by_name() =>
        FluentActions.Invoking(() => Gptq.Quantize(Weights, new(1, [1]), new(4))).Should().Throw<ArgumentException>().WithMessage("*'w' has 3 inputs*Hessian has 1*");

    [Fact]
    public void Formats_that_cannot_be_are_refused()
    {
        FluentActions.Invoking(() => Gptq.Quantize(Weights, Hessian.Of(Activations), new(9))).Should().Throw<ArgumentException>().WithMessage("*9 bits*2 to 8*");
        FluentActions.Invoking(() => RoundToNearest.Quantize(Weights, new(1), new RangeFit())).Should().Throw<ArgumentException>().WithMessage("*1 bits*2 to 8*");
        FluentActions.Invoking(() => ActivationClipping.Grids(Weights, Hessian.Of(Activations), new(4, -1), SymmetricRange.Full)).Should().Throw<ArgumentException>().WithMessage("*Groups of -1*");
    }

    [Fact]
    public void It_hears_a_cancellation() =>
        FluentActions.Invoking(() => Gptq.Quantize(Weights, Hessian.Of(Activations), new(4, 2), null, new(canceled: true))).Should().Throw<OperationCanceledException>();

    private static FiniteMatrix Mixed(FiniteMatrix matrix)
    {
        var values = matrix.Values.ToArray();
        for (var i = 1; i < values.Length; i++)
            values[i] += i % matrix.Columns == 0 ? 0 : 0.8f * values[i - 1];
        return new("x", matrix.Rows, matrix.Columns, values);
    }

    private static float[] Wide(QuantizedMatrix matrix)
    {
        var wide = new float[matrix.Codes.Length];
        matrix.Dequantize(0, wide);
        return wide;
    }

    private static void Close(float[] found, float[] expected) => found.Zip(expected, (one, other) => Math.Abs(one - other)).Max().Should().BeLessThan(1e-5f);
}
