using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.TorchSharp.Compression.Matrices;
using static TorchSharp.torch;

namespace InferenceScaling.TorchSharp.Compression.Quantization;

/// <summary>Cuts the range of every group of weights where that changes the outputs least: the clipping of the AWQ project.</summary>
/// <remarks>
/// Limits of 1, 0.95 … 0.55 times the largest magnitude are judged by the mean over tokens of (x · ŵ − x · w)², with the inputs of one group alone. With the layer's
/// Hessian that mean is ½ δHδᵀ over the group's corner of it, which counts every calibration token and needs none of them.
/// </remarks>
internal static class ActivationClipping
{
    private const int Steps = 20;
    private const int Candidates = 10;

    /// <summary>The best grid of every group; the wider of equals.</summary>
    /// <param name="weights">[out, in].</param>
    /// <param name="hessian">Of its inputs.</param>
    /// <param name="format">How weights are kept.</param>
    /// <param name="range">The codes a symmetric grid uses.</param>
    /// <param name="cancellationToken">Heard once a candidate of a group.</param>
    /// <returns>[out × groups], for <see cref="RoundToNearest"/>.</returns>
    /// <exception cref="ArgumentException">The Hessian is of another number of inputs, or the format cannot be.</exception>
    public static IntegerGrid[] Grids(FiniteMatrix weights, Hessian hessian, QuantizationFormat format, SymmetricRange range, CancellationToken cancellationToken = default)
    {
        RoundToNearest.Check(format);
        if (hessian.Size != weights.Columns)
            throw new ArgumentException($"'{weights.Name}' has {weights.Columns} inputs, but the Hessian has {hessian.Size}: it belongs to another layer.", nameof(hessian));
        var groups = format.GroupCount(weights.Columns);
        var size = format.GroupSize == 0 ? weights.Columns : format.GroupSize;
        var grids = new IntegerGrid[weights.Rows * groups];
        using var scope = NewDisposeScope();
        var whole = tensor(hessian.Values, [hessian.Size, hessian.Size]);
        for (var group = 0; group < groups; group++)
        {
            var first = group * size;
            var width = Math.Min(size, weights.Columns - first);
            var corner = whole.narrow(0, first, width).narrow(1, first, width).contiguous();
            var least = new double[weights.Rows];
            Array.Fill(least, double.PositiveInfinity);
            for (var step = 0; step < Candidates; step++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var candidates = Limited(weights, first, width, 1 - (step / (double)Steps), format, range);
                var errors = Errors(weights, first, width, candidates, corner);
                for (var row = 0; row < weights.Rows; row++)
                {
                    if (errors[row] < least[row])
                        (least[row], grids[(row * groups) + group]) = (errors[row], candidates[row]);
                }
            }
        }

        return grids;
    }

    private static IntegerGrid[] Limited(FiniteMatrix weights, int first, int width, double share, QuantizationFormat format, SymmetricRange range)
    {
        var grids = new IntegerGrid[weights.Rows];
        for (var row = 0; row < grids.Length; row++)
        {
            var (low, high) = (0.0, 0.0);
            foreach (var weight in weights.Row(row).Slice(first, width))
                (low, high) = (Math.Min(low, weight), Math.Max(high, weight));
            var limit = share * Math.Max(-low, high);
            grids[row] = IntegerGrid.OfRange(Math.Max(low, -limit), Math.Min(high, limit), format, range);
        }

        return grids;
    }

    private static double[] Errors(FiniteMatrix weights, int first, int width, IntegerGrid[] grids, Tensor corner)
    {
        var change = new double[grids.Length * width];
        for (var row = 0; row < grids.Length; row++)
        {
            var values = weights.Row(row).Slice(first, width);
            for (var column = 0; column < width; column++)
                change[(row * width) + column] = grids[row].Nearest(values[column]) - values[column];
        }

        using var scope = NewDisposeScope();
        var delta = tensor(change, [grids.Length, width]);
        return delta.matmul(corner).mul_(delta).sum(1).data<double>().ToArray();
    }
}
