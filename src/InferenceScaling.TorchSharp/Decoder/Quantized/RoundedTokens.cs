using InferenceScaling.TorchSharp.Native;
using static TorchSharp.torch;

namespace InferenceScaling.TorchSharp.Decoder.Quantized;

/// <summary>Activations in 8 bits with a scale a token, chosen as they come: activation ≈ code · scale.</summary>
/// <param name="Codes">int8, [tokens, in], −127 to 127.</param>
/// <param name="Scales">fp32, [tokens, 1]: the largest magnitude / 127; NaN or infinite where an activation is.</param>
internal readonly record struct RoundedTokens(Tensor Codes, Tensor Scales) : IDisposable
{
    private const int LargestCode = 127;

    // A token of zeros has a scale to divide by.
    private const double LeastMagnitude = 1e-30;

    /// <summary>Rounds activations [tokens, in], halves to even.</summary>
    public static RoundedTokens Of(Tensor activations)
    {
        using var magnitudes = activations.abs();
        using var largest = magnitudes.amax([1], keepdim: true);
        var scales = largest.AtLeast(LeastMagnitude).Divide(LargestCode);
        using var units = activations.div(scales);
        return new(units.round_().to(ScalarType.Int8), scales);
    }

    public void Dispose()
    {
        Codes.Dispose();
        Scales.Dispose();
    }
}
