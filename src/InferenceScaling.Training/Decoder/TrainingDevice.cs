namespace InferenceScaling.Training.Decoder;

/// <summary>Where training computes.</summary>
public sealed record TrainingDevice
{
    /// <summary>libtorch's name of the device: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Whether products are computed in bf16, from fp32 weights. Pays on CUDA, and on CPUs with AMX or AVX512-BF16; elsewhere bf16 is several times slower than fp32.</summary>
    public bool BFloat16 { get; init; }
}
