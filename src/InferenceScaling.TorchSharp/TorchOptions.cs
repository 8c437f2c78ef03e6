
namespace InferenceScaling.TorchSharp;

/// <summary>Settings of <c>Backend.Torch()</c>.</summary>
/// <remarks>On a CPU in fp32 the managed kernels of <c>Backend.Cpu()</c> are faster, and round the same way whatever the batch; libtorch's matrix products do not.</remarks>
public sealed record TorchOptions
{
    /// <summary>Where to compute, as PyTorch spells it: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>How matrices are kept.</summary>
    public TorchDataType DataType { get; init; } = TorchDataType.Float32;

    /// <summary>Threads that compute on a CPU; null for libtorch's own choice. A setting of the whole process.</summary>
    public int? Threads { get; init; }
}
