using InferenceScaling.Models.Architectures;
using InferenceScaling.TorchSharp.Compression.Matrices;

namespace InferenceScaling.TorchSharp.Compression.Quantization;

/// <summary>Divides channels by scales where they are made and multiplies the weights that read them, so that the product stays the same.</summary>
/// <remarks>Exact only if every layer that reads the channels is multiplied, and only through what is linear in each channel: a norm's weight, or a linear layer whose outputs meet no non-linearity on the way.</remarks>
internal static class ScaleFold
{
    /// <summary>The stored weight of a norm whose outputs are divided by scales.</summary>
    /// <param name="config">The model's norms; their weight offset is heeded.</param>
    /// <param name="weight">The stored weight.</param>
    /// <param name="scales">One a channel.</param>
    /// <exception cref="ArgumentException">The norms have no weight, or the lengths differ.</exception>
    public static float[] NormWeight(NormConfig config, ReadOnlySpan<float> weight, ReadOnlySpan<float> scales)
    {
        if (!config.HasWeight)
            throw new ArgumentException("The norms of this model have no weights, so scales cannot be folded into them. Quantise the layers that read them without smoothing.", nameof(config));
        var folded = Divide("norm weight", weight, scales);
        for (var channel = 0; channel < folded.Length; channel++)
            folded[channel] = (float)(((weight[channel] + config.WeightOffset) / scales[channel]) - config.WeightOffset);
        return folded;
    }

    /// <summary>The bias of a norm or linear layer whose outputs are divided by scales.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static float[] Bias(ReadOnlySpan<float> bias, ReadOnlySpan<float> scales) => Divide("bias", bias, scales);

    /// <summary>A linear layer whose outputs are divided by scales.</summary>
    /// <exception cref="ArgumentException">Its outputs are not as many as the scales.</exception>
    public static FiniteMatrix Outputs(FiniteMatrix weights, ReadOnlySpan<float> scales)
    {
        Check($"'{weights.Name}'", weights.Rows, scales);
        var folded = new float[weights.Values.Length];
        for (var row = 0; row < weights.Rows; row++)
        {
            var values = weights.Row(row);
            for (var column = 0; column < values.Length; column++)
                folded[(row * values.Length) + column] = values[column] / scales[row];
        }

        return new(weights.Name, weights.Rows, weights.Columns, folded);
    }

    /// <summary>A linear layer that reads channels that were divided by scales.</summary>
    /// <exception cref="ArgumentException">Its inputs are not as many as the scales, or a product overflows.</exception>
    public static FiniteMatrix Inputs(FiniteMatrix weights, ReadOnlySpan<float> scales)
    {
        Check($"'{weights.Name}'", weights.Columns, scales);
        var folded = new float[weights.Values.Length];
        for (var row = 0; row < weights.Rows; row++)
            System.Numerics.Tensors.TensorPrimitives.Multiply(weights.Row(row), scales, folded.AsSpan(row * weights.Columns, weights.Columns));
        return new(weights.Name, weights.Rows, weights.Columns, folded);
    }

    private static float[] Divide(string what, ReadOnlySpan<float> values, ReadOnlySpan<float> scales)
    {
        Check($"The {what}", values.Length, scales);
        var divided = new float[values.Length];
        for (var channel = 0; channel < divided.Length; channel++)
            divided[channel] = values[channel] / scales[channel];
        return divided;
    }

    private static void Check(string what, int channels, ReadOnlySpan<float> scales)
    {
        if (channels != scales.Length)
            throw new ArgumentException($"{what} has {channels} channels, but there are {scales.Length} scales.", nameof(scales));
        for (var channel = 0; channel < scales.Length; channel++)
        {
            if (!(scales[channel] > 0) || !float.IsFinite(scales[channel]))
                throw new ArgumentException($"The scale of channel {channel} is {scales[channel]}; expected a finite number above 0.", nameof(scales));
        }
    }
}
