using InferenceScaling.Models.Architectures;
using InferenceScaling.TorchSharp.Compression.Matrices;
using InferenceScaling.TorchSharp.Compression.Quantization;

namespace InferenceScaling.TorchSharp.Tests.Compression.Quantization;

public sealed class SmoothQuantTests
{
    private static readonly FiniteMatrix Weights = RandomMatrices.Matrix([0.2f, -1, 0.5f], [-0.4f, 0.25f, 0.1f]);
    private static readonly float[] ActivationMax = [8, 0.5f, 2];

    [Theory]
    [InlineData(0.5, new[] { 4.472136f, 0.707107f, 2 })]
    [InlineData(0.85, new[] { 6.719199f, 0.554785f, 2 })]
    public void Scales_share_the_difficulty_between_activations_and_weights(double alpha, float[] expected) =>
        SmoothQuant.Scales(ActivationMax, Weights.ColumnMagnitudes(), alpha).Zip(expected, (found, value) => Math.Abs(found - value)).Max().Should().BeLessThan(1e-5f);

    [Fact]
    public void Weights_take_what_activations_lose()
    {
        var scales = SmoothQuant.Scales(ActivationMax, Weights.ColumnMagnitudes(), 0.5);
        float[] expected = [0.894427f, -0.707107f, 1, -1.788854f, 0.176777f, 0.2f];
        ScaleFold.Inputs(Weights, scales).Values.ToArray().Zip(expected, (found, value) => Math.Abs(found - value)).Max().Should().BeLessThan(1e-5f);
    }

    [Fact]
    public void Inputs_that_were_never_active_keep_their_scale() =>
        SmoothQuant.Scales([0, 4], [1, 0], 0.5).Should().Equal(1, (float)(2 / Math.Sqrt(1e-5)));

    [Fact]
    public void Magnitudes_that_cannot_be_are_refused()
    {
        FluentActions.Invoking(() => SmoothQuant.Scales([1, float.NaN], [1, 1], 0.5)).Should().Throw<ArgumentException>().WithMessage("*input 1 is NaN*").WithParameterName("activationMax");
        FluentActions.Invoking(() => SmoothQuant.Scales([1], [-1], 0.5)).Should().Throw<ArgumentException>().WithParameterName("weightMax");
        FluentActions.Invoking(() => SmoothQuant.Scales([1], [1, 1], 0.5)).Should().Throw<ArgumentException>().WithMessage("*2 weight magnitudes for 1 inputs*");
        FluentActions.Invoking(() => SmoothQuant.Scales([1], [1], 1.5)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => SmoothQuant.Scales([1], [1], double.NaN)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_norm_and_its_readers_together_stay_the_same(double offset)
    {
        var scales = SmoothQuant.Scales(ActivationMax, Weights.ColumnMagnitudes(), 0.5);
        float[] weight = [1.5f, -0.5f, 2];
        var folded = ScaleFold.NormWeight(new() { WeightOffset = offset }, weight, scales);
        var reader = ScaleFold.Inputs(Weights, scales);
        for (var i = 0; i < 6; i++)
            ((folded[i % 3] + offset) * reader.Values.Span[i]).Should().BeApproximately((weight[i % 3] + offset) * Weights.Values.Span[i], 1e-6);
    }

    [Fact]
    public void A_linear_layer_and_its_readers_together_stay_the_same()
    {
        float[] scales = [4, 0.5f, 3];
        var (maker, bias, reader) = (ScaleFold.Outputs(RandomMatrices.Matrix([1], [2], [-3]), scales), ScaleFold.Bias([4, 5, 6], scales), ScaleFold.Inputs(Weights, scales));
        for (var i = 0; i < 6; i++)
        {
            (maker.Row(i % 3)[0] * reader.Values.Span[i]).Should().BeApproximately(new[] { 1, 2, -3 }[i % 3] * Weights.Values.Span[i], 1e-6f);
            (bias[i % 3] * reader.Values.Span[i]).Should().BeApproximately((4 + (i % 3)) * Weights.Values.Span[i], 1e-6f);
        }
    }

    [Fact]
    public void Norms_without_weights_cannot_take_scales() =>
        FluentActions.Invoking(() => ScaleFold.NormWeight(new NormConfig { HasWeight = false }, [], [1])).Should().Throw<ArgumentException>().WithMessage("*no weights*without smoothing*");

    [Fact]
    public void Scales_that_do_not_fit_are_refused()
    {
        FluentActions.Invoking(() => ScaleFold.Inputs(Weights, [1, 2])).Should().Throw<ArgumentException>().WithMessage("*'w' has 3 channels*2 scales*");
        FluentActions.Invoking(() => ScaleFold.Outputs(Weights, [1, 0])).Should().Throw<ArgumentException>().WithMessage("*channel 1 is 0*");
        FluentActions.Invoking(() => ScaleFold.Bias([1], [float.NaN])).Should().Throw<ArgumentException>().WithMessage("*channel 0 is NaN*");
    }
}
