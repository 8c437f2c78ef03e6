using InferenceScaling.Conformance.Strategies;
using InferenceScaling.TorchSharp.Compression.Matrices;
using InferenceScaling.TorchSharp.Compression.Quantization;

namespace InferenceScaling.Conformance.Quant;

/// <summary>SmoothQuant: its scales, the fold, and what 8-bit activations cost with and without.</summary>
internal sealed class SmoothingFixture : IQuantFixture
{
    public void Run(QuantReference reference, ConformanceReport report)
    {
        var (weights, activations) = (reference.Matrix("smooth.W"), reference.Matrix("X"));
        var losses = reference.Losses.GetProperty("smoothquant");
        var (activationMax, weightMax) = (activations.ColumnMagnitudes(), weights.ColumnMagnitudes());
        report.Case("smooth.act_absmax", () => reference.Equal("smooth.act_absmax", activationMax));
        report.Case("smooth.weight_absmax", () => reference.Equal("smooth.weight_absmax", weightMax));

        var scales = SmoothQuant.Scales(activationMax, weightMax, losses.GetProperty("alpha").GetDouble());
        var smoothedWeights = ScaleFold.Inputs(weights, scales);
        var smoothed = new FiniteMatrix("X / s", activations.Rows, activations.Columns, activations.Values.ToArray().Select((value, i) => value / scales[i % scales.Length]).ToArray());
        report.Case("smooth.scale", () => reference.Close("smooth.scale", scales));
        report.Case("smooth.W_smoothed", () => reference.Close("smooth.W_smoothed", smoothedWeights.Values.ToArray()));
        report.Case("smooth.X", () => reference.Close("smooth.X", smoothed.Values.ToArray()));

        var exact = LayerArithmetic.Product(activations, weights.Values.Span);
        report.Case("smooth.Y_w8a8", () => reference.Close("smooth.Y_w8a8", Product(smoothed, smoothedWeights)));
        report.Case("w8a8_mse_before", () => Check("w8a8_mse_before", Product(activations, weights)));
        report.Case("w8a8_mse_after", () => Check("w8a8_mse_after", Product(smoothed, smoothedWeights)));

        void Check(string name, float[] found)
        {
            var expected = losses.GetProperty(name).GetDouble();
            Expect.Close(name, LayerArithmetic.MeanSquare(found, exact) / expected, 1, 1e-4);
        }
    }

    private static float[] Product(FiniteMatrix activations, FiniteMatrix weights) =>
        IntegerProduct.Multiply(QuantizedTokens.Of(activations), RoundToNearest.Quantize(weights, new(8), new RangeFit(SymmetricRange.Restricted)));
}
