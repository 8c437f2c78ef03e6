using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.TorchSharp.Compression.Matrices;
using InferenceScaling.TorchSharp.Compression.Quantization;

namespace InferenceScaling.TorchSharp.Tests.Compression.Quantization;

public sealed class ActivationAwareTests
{
    [Theory]
    [InlineData(0, new[] { 1f, 1, 1 })]
    [InlineData(0.5, new[] { 0.5f, 1, 2 })]
    [InlineData(0.95, new[] { 0.267943f, 1, 3.732132f })]
    public void Scales_grow_with_activations_around_1(double ratio, float[] expected) =>
        ActivationAware.Scales([0.1f, 0.4f, 1.6f], ratio).Zip(expected, (found, value) => Math.Abs(found - value)).Max().Should().BeLessThan(1e-5f);

    [Fact]
    public void The_search_keeps_the_first_of_the_least_losses()
    {
        var tried = new List<float>();
        var result = ActivationAware.Search([0.1f, 0.4f, 1.6f], scales =>
        {
            tried.Add(scales[2]);
            return Math.Abs(tried.Count - 1 - 7.5);
        });
        tried.Should().HaveCount(20).And.BeInAscendingOrder();
        result.Ratio.Should().Be(7 / 20.0);
        result.Loss.Should().Be(0.5);
        result.Scales.Should().Equal(ActivationAware.Scales([0.1f, 0.4f, 1.6f], 7 / 20.0));
    }

    [Fact]
    public void The_loss_of_a_layer_is_that_of_its_products()
    {
        var (activations, weights) = (RandomMatrices.Seeded(21, 30, 8), RandomMatrices.Seeded(22, 6, 8));
        var format = new QuantizationFormat(4, 4);
        float[] scales = [1, 2, 0.5f, 1, 3, 1, 0.25f, 1];
        var found = ActivationAware.LinearLoss(weights, Hessian.Of(activations), format, new RangeFit())(scales);

        var rounded = new float[48];
        RoundToNearest.Quantize(ScaleFold.Inputs(weights, scales), format, new RangeFit()).Dequantize(0, rounded);
        for (var i = 0; i < rounded.Length; i++)
            rounded[i] /= scales[i % 8];
        found.Should().BeApproximately(RandomMatrices.OutputError(activations, weights, rounded) / 6, found * 1e-5);
    }

    [Fact]
    public void Outliers_among_the_activations_are_worth_scales()
    {
        var (activations, weights) = (RandomMatrices.Seeded(23, 60, 16), RandomMatrices.Seeded(24, 8, 16));
        var outliers = new FiniteMatrix("x", 60, 16, activations.Values.ToArray().Select((value, i) => i % 16 == 5 ? value * 40 : value).ToArray());
        var mean = Enumerable.Range(0, 16).Select(input => Enumerable.Range(0, 60).Average(token => Math.Abs(outliers.Row(token)[input]))).ToArray();
        var loss = ActivationAware.LinearLoss(weights, Hessian.Of(outliers), new(3), new RangeFit());
        var result = ActivationAware.Search(mean, loss);
        result.Loss.Should().BeLessThan(loss(ActivationAware.Scales(mean, 0)) / 2);
    }

    [Fact]
    public void Bad_magnitudes_and_losses_are_refused()
    {
        FluentActions.Invoking(() => ActivationAware.Scales([1, float.PositiveInfinity], 0.5)).Should().Throw<ArgumentException>().WithMessage("*input 1*");
        FluentActions.Invoking(() => ActivationAware.Search([1], _ => double.NaN)).Should().Throw<ArgumentException>().WithMessage("*NaN*");
        FluentActions.Invoking(() => ActivationAware.Search([1], _ => 0, new(canceled: true))).Should().Throw<OperationCanceledException>();
    }
}
