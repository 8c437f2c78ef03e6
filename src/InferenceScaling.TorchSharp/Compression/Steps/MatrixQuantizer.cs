using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.TorchSharp.Compression.Matrices;
using InferenceScaling.TorchSharp.Compression.Quantization;

namespace InferenceScaling.TorchSharp.Compression.Steps;

/// <summary>Turns one matrix into integers as a scheme says.</summary>
internal static class MatrixQuantizer
{
    /// <summary>Quantises.</summary>
    /// <param name="weights">The matrix, scales folded.</param>
    /// <param name="inputs">What it reads; null where it is not known.</param>
    /// <param name="scheme">How.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>The integers, the relative error (see <see cref="LayerReport.Error"/>), and a remark where something else was done.</returns>
    public static (QuantizedMatrix Matrix, double Error, string? Remark) Quantize(FiniteMatrix weights, MatrixInputs? inputs, QuantizationScheme scheme, CancellationToken cancellationToken)
    {
        var range = scheme.Format.Bits == 8 ? SymmetricRange.Restricted : SymmetricRange.Full;
        var fit = scheme.Rounding == WeightRounding.Clipped ? (IGridFit)new ClippingSearch(range) : new RangeFit(range);
        string? remark = null;
        QuantizedMatrix matrix;
        switch (scheme.Rounding)
        {
            case WeightRounding.Gptq when inputs?.Hessian is { } hessian:
                // Groups whose grids move with the order would need the order at run time.
                var options = new GptqOptions { HasActivationOrder = scheme.HasActivationOrder, HasStaticGroups = scheme.HasActivationOrder, Fit = fit };
                var result = Gptq.Quantize(weights, hessian, scheme.Format, options, cancellationToken);
                matrix = result.Matrix;
                remark = result.FellBack ? "rounded to nearest: its activations leave no positive definite Hessian" : null;
                break;
            case WeightRounding.ClippedByActivations when inputs?.Hessian is { } hessian:
                matrix = RoundToNearest.Quantize(weights, scheme.Format, ActivationClipping.Grids(weights, hessian, scheme.Format, range, cancellationToken));
                break;
            default:
                matrix = RoundToNearest.Quantize(weights, scheme.Format, fit, cancellationToken);
                remark = scheme.Rounding is WeightRounding.Gptq or WeightRounding.ClippedByActivations ? "rounded to nearest: no calibration token reached it" : null;
                break;
        }

        return (matrix, Error(weights, matrix, inputs?.Hessian), remark);
    }

    private static double Error(FiniteMatrix weights, QuantizedMatrix matrix, Hessian? hessian)
    {
        var rounded = new float[weights.Values.Length];
        matrix.Dequantize(0, rounded);
        var values = weights.Widen();
        double[] change = [.. values.Zip(rounded, static (value, other) => other - value)];
        var (lost, whole) = hessian is null ? (Squares(change), Squares(values)) : (hessian.OutputError(change), hessian.OutputError(values));
        return whole > 0 ? Math.Sqrt(Math.Max(0, lost) / whole) : 0;

        static double Squares(double[] numbers) => numbers.Sum(static number => number * number);
    }
}
