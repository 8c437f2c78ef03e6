using InferenceScaling.TorchSharp.Native;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace InferenceScaling.TorchSharp.Compression.Matrices;

/// <summary>Replaces the weights of a layer column by column and lets the columns to come make up for every error: what GPTQ and SparseGPT have in common.</summary>
/// <remarks>
/// Frantar et al., "GPTQ" (2023), algorithm 1: an error e = (w − ŵ) / U[i,i] changes the later weights of its row by −e · U[i, later]. Inside a block the change is made
/// at once, beyond it by one matrix product a block.
/// </remarks>
internal static class ColumnSweep
{
    /// <summary>Sweeps over all columns.</summary>
    /// <param name="weights">[out, in] in 64 bits; receives the replaced weights.</param>
    /// <param name="factor">Of <see cref="InverseFactor"/>.</param>
    /// <param name="blockSize">Columns a block; the result depends on it only by rounding.</param>
    /// <param name="unit">Blocks are whole multiples of so many columns.</param>
    /// <param name="rounding">What replaces a weight.</param>
    /// <param name="cancellationToken">Heard once a block.</param>
    /// <returns>Σ e² / 2: the change of the outputs, <see cref="Hessian.OutputError"/> by the damped Hessian; not finite where corrections overflowed.</returns>
    public static double Run(Tensor weights, Tensor factor, int blockSize, int unit, IColumnRounding rounding, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blockSize);
        var (outputs, inputs) = ((int)weights.shape[0], (int)weights.shape[1]);
        var step = (int)Math.Min(inputs, (long)Math.Max(1, blockSize / unit) * unit);
        var loss = 0.0;
        for (var first = 0; first < inputs; first += step)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var width = Math.Min(step, inputs - first);
            var next = first + width;
            var block = weights.narrow(1, first, width);
            var values = block.contiguous().data<double>().ToArray();
            var corner = factor.narrow(0, first, width).narrow(1, first, width).contiguous().data<double>().ToArray();
            rounding.Begin(first, values, corner);

            var errors = new double[values.Length];
            for (var row = 0; row < outputs; row++)
                loss += Sweep(row, first, values.AsSpan(row * width, width), corner, errors.AsSpan(row * width, width), rounding);

            block.copy_(tensor(values, [outputs, width]));
            if (next < inputs)
                weights.narrow(1, next, inputs - next).Add(tensor(errors, [outputs, width]).matmul(factor.narrow(0, first, width).narrow(1, next, inputs - next)), -1);
        }

        return loss;
    }

    private static double Sweep(int row, int first, Span<double> weights, ReadOnlySpan<double> corner, Span<double> errors, IColumnRounding rounding)
    {
        var width = weights.Length;
        var loss = 0.0;
        for (var column = 0; column < width; column++)
        {
            var rest = weights[column..];
            var rounded = rounding.Round(row, first + column, rest);
            var factors = corner.Slice((column * width) + column, width - column);
            var error = (rest[0] - rounded) / factors[0];
            TensorPrimitives.MultiplyAdd(factors, -error, rest, rest);
            rest[0] = rounded;
            errors[column] = error;
            loss += error * error / 2;
        }

        return loss;
    }
}
