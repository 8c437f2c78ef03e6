using System.Runtime.InteropServices;
using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.TorchSharp.Compression.Matrices;

namespace InferenceScaling.TorchSharp.Compression.Quantization;

/// <summary>Rounds every weight to the nearest number of its group's grid, halves to even; needs no data.</summary>
internal static class RoundToNearest
{
    /// <summary>Fits a grid to every group and rounds to it.</summary>
    /// <param name="weights">[out, in].</param>
    /// <param name="format">How they are kept.</param>
    /// <param name="fit">How a group's grid is chosen.</param>
    /// <param name="cancellationToken">Heard once a row.</param>
    /// <exception cref="ArgumentException">The format cannot be.</exception>
    public static QuantizedMatrix Quantize(FiniteMatrix weights, QuantizationFormat format, IGridFit fit, CancellationToken cancellationToken = default) =>
        Quantize(weights, format, Grids(weights.Widen(), weights.Rows, format, fit, cancellationToken));

    /// <summary>Rounds to grids.</summary>
    /// <param name="weights">[out, in].</param>
    /// <param name="format">How they are kept.</param>
    /// <param name="grids">[out × groups].</param>
    public static QuantizedMatrix Quantize(FiniteMatrix weights, QuantizationFormat format, IntegerGrid[] grids)
    {
        var groups = format.GroupCount(weights.Columns);
        var codes = new byte[weights.Values.Length];
        for (var row = 0; row < weights.Rows; row++)
        {
            var values = weights.Row(row);
            for (var column = 0; column < values.Length; column++)
                codes[(row * values.Length) + column] = (byte)grids[(row * groups) + Group(format, column)].Code(values[column]);
        }

        return ToMatrix(format, weights.Rows, weights.Columns, codes, grids);
    }

    /// <summary>A grid for every group.</summary>
    /// <param name="weights">[out × in].</param>
    /// <param name="outputs">Rows.</param>
    /// <param name="format">Bits and groups.</param>
    /// <param name="fit">How a group's grid is chosen.</param>
    /// <param name="cancellationToken">Heard once a row.</param>
    /// <returns>[out × groups].</returns>
    public static IntegerGrid[] Grids(ReadOnlySpan<double> weights, int outputs, QuantizationFormat format, IGridFit fit, CancellationToken cancellationToken = default)
    {
        Check(format);
        var inputs = weights.Length / outputs;
        var groups = format.GroupCount(inputs);
        var size = format.GroupSize == 0 ? inputs : format.GroupSize;
        var grids = new IntegerGrid[outputs * groups];
        for (var row = 0; row < outputs; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var group = 0; group < groups; group++)
                grids[(row * groups) + group] = fit.Fit(weights.Slice((row * inputs) + (group * size), Math.Min(size, inputs - (group * size))), format);
        }

        return grids;
    }

    /// <summary>Checks a format before work is done.</summary>
    /// <exception cref="ArgumentException">It has fewer than 2 bits or more than 8, or groups of a negative size.</exception>
    public static void Check(QuantizationFormat format)
    {
        if (format.Bits is < 2 or > 8)
            throw new ArgumentException($"{format.Bits} bits a weight; expected 2 to 8.", nameof(format));
        if (format.GroupSize < 0)
            throw new ArgumentException($"Groups of {format.GroupSize} inputs; expected a positive number, or 0 for all inputs of an output.", nameof(format));
    }

    /// <summary>The group of an input where groups are consecutive inputs.</summary>
    public static int Group(QuantizationFormat format, int input) => format.GroupSize == 0 ? 0 : input / format.GroupSize;

    /// <summary>Puts codes and grids together; <paramref name="codes"/> is not copied.</summary>
    public static QuantizedMatrix ToMatrix(QuantizationFormat format, int outputs, int inputs, byte[] codes, IntegerGrid[] grids, int[]? groupOf = null) => new(
        format,
        outputs,
        inputs,
        ImmutableCollectionsMarshal.AsImmutableArray(codes),
        [.. grids.Select(grid => (float)grid.Scale)],
        format.IsSymmetric ? default : [.. grids.Select(grid => grid.Zero)],
        groupOf is null ? default : ImmutableCollectionsMarshal.AsImmutableArray(groupOf));
}
