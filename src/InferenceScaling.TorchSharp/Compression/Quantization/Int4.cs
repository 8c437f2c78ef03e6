namespace InferenceScaling.TorchSharp.Compression.Quantization;

/// <summary>Schemes of 4 bits.</summary>
public static class Int4
{
    /// <summary>Weights in 4 bits, activations as they are: a seventh of the memory of fp32, at a loss that <see cref="QuantizationScheme.WithGptq"/> halves.</summary>
    /// <param name="groupSize">Inputs that share a scale: 32 to 256, 128 for large models; 0 for a scale for each output.</param>
    /// <param name="symmetric">Whether zero is in the middle of the codes; otherwise each group says where.</param>
    public static QuantizationScheme WeightOnly(int groupSize = 32, bool symmetric = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(groupSize);
        return new(new(4, groupSize, symmetric));
    }
}
