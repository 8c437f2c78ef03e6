using System.Runtime.Intrinsics.X86;

namespace InferenceScaling.Training.Decoder;

/// <summary>Where training computes.</summary>
public sealed record TrainingDevice
{
    /// <summary>libtorch's name of the device: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Whether products are computed in bf16, from fp32 weights. Pays on CUDA, and on CPUs with AMX or AVX512-BF16; elsewhere bf16 is several times slower than fp32.</summary>
    public bool BFloat16 { get; init; }

    /// <summary>A device with bf16 products where it has units for them: CUDA, and CPUs with AVX512-BF16 or AMX (such as Intel's since Sapphire Rapids and AMD's since Zen 4). The same weights then come out only where the same is found.</summary>
    /// <param name="device">libtorch's name of the device.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static TrainingDevice Fastest(string device)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(device);
        return new() { Device = device, BFloat16 = device != "cpu" ? device.StartsWith("cuda", StringComparison.Ordinal) : HasBFloat16Products() };
    }

    private static bool HasBFloat16Products()
    {
        const int ExtendedFeatures = 7;
        if (!X86Base.IsSupported || !Avx512BW.IsSupported || X86Base.CpuId(0, 0).Eax < ExtendedFeatures)
            return false;
        var (subleaves, _, _, features) = X86Base.CpuId(ExtendedFeatures, 0);
        var hasTiles = (features >> 22 & 1) != 0;
        return hasTiles || (subleaves >= 1 && (X86Base.CpuId(ExtendedFeatures, 1).Eax >> 5 & 1) != 0);
    }
}
