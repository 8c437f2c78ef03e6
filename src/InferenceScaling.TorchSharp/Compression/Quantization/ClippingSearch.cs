using System.Numerics.Tensors;
using InferenceScaling.Models.Checkpoints.Quantization;

namespace InferenceScaling.TorchSharp.Compression.Quantization;

/// <summary>The grid of a shrunken range that is nearest to the weights: cutting off an outlier can make all others finer.</summary>
/// <remarks>The search of the GPTQ project (its option "mse"): ranges of 1, 0.99, 0.98 … of the whole, judged by Σ |ŵ − w|^2.4. The first of equals wins, so a range that needs no cut is kept.</remarks>
/// <param name="Range">The codes a symmetric grid uses.</param>
/// <param name="Steps">Into how many steps the whole range is divided; at least 1.</param>
/// <param name="MaxShrink">The share of the range that may be cut off; from 0 to below 1.</param>
/// <param name="Exponent">The power of errors that is summed.</param>
internal sealed record ClippingSearch(SymmetricRange Range = SymmetricRange.Full, int Steps = 100, double MaxShrink = 0.8, double Exponent = 2.4) : IGridFit
{
    public IntegerGrid Fit(ReadOnlySpan<double> weights, QuantizationFormat format)
    {
        var (low, high) = (TensorPrimitives.Min(weights), TensorPrimitives.Max(weights));
        var best = IntegerGrid.OfRange(low, high, format, Range);
        var least = Error(weights, best, double.PositiveInfinity);
        for (var step = 1; step < (int)(MaxShrink * Steps); step++)
        {
            var share = 1 - (step / (double)Steps);
            var grid = IntegerGrid.OfRange(share * low, share * high, format, Range);
            if (Error(weights, grid, least) is var error && error < least)
                (best, least) = (grid, error);
        }

        return best;
    }

    // A sum that has passed the least so far cannot win: leave it.
    private double Error(ReadOnlySpan<double> weights, IntegerGrid grid, double least)
    {
        var sum = 0.0;
        foreach (var weight in weights)
        {
            sum += Math.Pow(Math.Abs(grid.Nearest(weight) - weight), Exponent);
            if (sum >= least)
                break;
        }

        return sum;
    }
}
