using InferenceScaling.TorchSharp.Compression.Matrices;

namespace InferenceScaling.TorchSharp.Compression.Quantization;

/// <summary>Activations [tokens, in] in 8 bits with a scale a token, chosen as they come: activation ≈ code · scale.</summary>
/// <param name="Tokens">Rows.</param>
/// <param name="Inputs">Columns.</param>
/// <param name="Codes">[tokens × in], −127 to 127.</param>
/// <param name="Scales">[tokens]: the largest magnitude / 127, or 1 for a token of zeros.</param>
internal sealed record QuantizedTokens(int Tokens, int Inputs, sbyte[] Codes, float[] Scales)
{
    /// <summary>Rounds activations, halves to even.</summary>
    public static QuantizedTokens Of(FiniteMatrix activations)
    {
        var matrix = RoundToNearest.Quantize(activations, new(8), new RangeFit(SymmetricRange.Restricted));
        return new(activations.Rows, activations.Columns, [.. matrix.Codes.Select(code => (sbyte)(code - matrix.Format.MiddleCode))], [.. matrix.Scales]);
    }
}
