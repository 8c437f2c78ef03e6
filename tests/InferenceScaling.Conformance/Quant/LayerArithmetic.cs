using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.TorchSharp.Compression.Matrices;

namespace InferenceScaling.Conformance.Quant;

/// <summary>Products and errors of linear layers, in 64 bits and as plainly as they can be written.</summary>
internal static class LayerArithmetic
{
    /// <summary>X Wᵀ: [tokens × out].</summary>
    public static double[] Product(FiniteMatrix activations, ReadOnlySpan<float> weights)
    {
        var outputs = weights.Length / activations.Columns;
        var product = new double[activations.Rows * outputs];
        for (var i = 0; i < product.Length; i++)
        {
            var token = activations.Row(i / outputs);
            var row = weights.Slice(i % outputs * activations.Columns, activations.Columns);
            for (var input = 0; input < row.Length; input++)
                product[i] += (double)token[input] * row[input];
        }

        return product;
    }

    public static float[] Dequantized(QuantizedMatrix matrix)
    {
        var weights = new float[matrix.Codes.Length];
        matrix.Dequantize(0, weights);
        return weights;
    }

    public static double MeanSquare<T>(IReadOnlyList<T> found, double[] exact)
        where T : struct, IConvertible => exact.Select((value, i) => Math.Pow(found[i].ToDouble(null) - value, 2)).Average();

    /// <summary>tr(ΔHΔᵀ), which the reference calls loss.</summary>
    public static double Loss(Hessian hessian, FiniteMatrix weights, float[] changed) =>
        2 * hessian.OutputError([.. changed.Zip(weights.Values.ToArray(), (now, before) => (double)now - before)]);
}
