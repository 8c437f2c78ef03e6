namespace InferenceScaling.TorchSharp.Compression.Quantization;

/// <summary>Schemes of 8 bits.</summary>
public static class Int8
{
    /// <summary>Weights and activations in 8 bits, so that products are made of integers: half to a quarter of the memory, and faster where the processor multiplies bytes.</summary>
    /// <param name="groupSize">Inputs that share a scale: 32, or a multiple of it; 0 for a scale for each output, which is the "W8A8" of other libraries and loses more where some activations are much larger than others.</param>
    public static QuantizationScheme Dynamic(int groupSize = 32)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(groupSize);
        if (groupSize % 32 != 0)
            throw new ArgumentOutOfRangeException(nameof(groupSize), groupSize, "Products of integers are made in groups of 32 inputs; expected a multiple of 32, or 0.");
        return new(new(8, groupSize, IsSymmetric: true, HasIntegerActivations: true));
    }

    /// <summary>Weights in 8 bits, activations as they are: less memory, the same arithmetic.</summary>
    /// <param name="groupSize">Inputs that share a scale; 0 for a scale for each output.</param>
    /// <param name="symmetric">Whether zero is in the middle of the codes; otherwise each group says where.</param>
    public static QuantizationScheme WeightOnly(int groupSize = 0, bool symmetric = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(groupSize);
        return new(new(8, groupSize, symmetric));
    }
}
