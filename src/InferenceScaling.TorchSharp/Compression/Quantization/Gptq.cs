using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.TorchSharp.Compression.Matrices;
using static TorchSharp.torch;

namespace InferenceScaling.TorchSharp.Compression.Quantization;

/// <summary>Rounds column by column and lets the weights that are not yet rounded make up for every error: Frantar et al., "GPTQ: accurate post-training quantization for generative pre-trained transformers" (2023).</summary>
internal static class Gptq
{
    /// <summary>Quantises a matrix.</summary>
    /// <param name="weights">[out, in].</param>
    /// <param name="hessian">Of the layer's inputs. Weights of inputs that were never active become 0.</param>
    /// <param name="format">How the weights are kept.</param>
    /// <param name="options">Settings; the usual ones where null.</param>
    /// <param name="cancellationToken">Heard once a block.</param>
    /// <returns>The codes; rounded to nearest, and saying so, where the Hessian is not positive definite or corrections overflow.</returns>
    /// <exception cref="ArgumentException">The Hessian is of another number of inputs, or the format cannot be.</exception>
    public static GptqResult Quantize(FiniteMatrix weights, Hessian hessian, QuantizationFormat format, GptqOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        RoundToNearest.Check(format);
        var inputs = weights.Columns;
        if (hessian.Size != inputs)
            throw new ArgumentException($"'{weights.Name}' has {inputs} inputs, but the Hessian has {hessian.Size}: it belongs to another layer.", nameof(hessian));
        var order = options.HasActivationOrder ? hessian.DescendingOrder() : [.. Enumerable.Range(0, inputs)];

        if (Sweep(weights, hessian, order, format, options, cancellationToken) is { } matrix && hessian.OutputError(Change(weights, matrix)) is var error && double.IsFinite(error))
            return new(matrix, error, FellBack: false);
        var nearest = RoundToNearest.Quantize(weights, format, options.Fit, cancellationToken);
        return new(nearest, hessian.OutputError(Change(weights, nearest)), FellBack: true);
    }

    private static QuantizedMatrix? Sweep(FiniteMatrix weights, Hessian hessian, int[] order, QuantizationFormat format, GptqOptions options, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        if (InverseFactor.Of(hessian, options.Damping, order) is not { } factor)
            return null;
        var (outputs, inputs) = (weights.Rows, weights.Columns);
        var ordered = Ordered(weights, hessian, order);
        var moving = format.GroupSize > 0 && !options.HasStaticGroups;
        var rounding = new GptqRounding(ordered, outputs, order, format, options.Fit, moving, cancellationToken);
        var loss = ColumnSweep.Run(tensor(ordered, [outputs, inputs]), factor, options.BlockSize, moving ? format.GroupSize : 1, rounding, cancellationToken);
        if (!double.IsFinite(loss))
            return null;
        return RoundToNearest.ToMatrix(format, outputs, inputs, rounding.Codes, rounding.Grids, moving && options.HasActivationOrder ? GroupOf(order, format) : null);
    }

    private static double[] Ordered(FiniteMatrix weights, Hessian hessian, int[] order)
    {
        var ordered = new double[weights.Values.Length];
        for (var row = 0; row < weights.Rows; row++)
        {
            var values = weights.Row(row);
            for (var position = 0; position < order.Length; position++)
                ordered[(row * order.Length) + position] = hessian.Diagonal(order[position]) > 0 ? values[order[position]] : 0;
        }

        return ordered;
    }

    private static int[] GroupOf(int[] order, QuantizationFormat format)
    {
        var groupOf = new int[order.Length];
        for (var position = 0; position < order.Length; position++)
            groupOf[order[position]] = RoundToNearest.Group(format, position);
        return groupOf;
    }

    private static double[] Change(FiniteMatrix weights, QuantizedMatrix matrix)
    {
        var rounded = new float[weights.Values.Length];
        matrix.Dequantize(0, rounded);
        var change = weights.Widen();
        for (var i = 0; i < change.Length; i++)
            change[i] = rounded[i] - change[i];
        return change;
    }
}
