using Microsoft.Extensions.Logging;

namespace InferenceScaling.TorchSharp;

/// <summary>Settings of <c>Backend.Torch()</c>.</summary>
/// <remarks>On a CPU in fp32 the managed kernels of <c>Backend.Cpu()</c> are faster, and round the same way whatever the batch; libtorch's matrix products do not.</remarks>
public sealed record TorchOptions
{
    /// <summary>Where to compute, as PyTorch spells it: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>How matrices are kept that are not multiplied as integers.</summary>
    public TorchDataType DataType { get; init; } = TorchDataType.Float32;

    /// <summary>When matrices that the checkpoint keeps in 8 bits, for activations in 8 bits, are multiplied as integers.</summary>
    public QuantizedProducts QuantizedProducts { get; init; }

    /// <summary>Threads that compute on a CPU; null for libtorch's own choice. A setting of the whole process.</summary>
    public int? Threads { get; init; }

    /// <summary>Hears how many quantised matrices are multiplied as integers, and why none is; null for nobody.</summary>
    public ILogger? Logger { get; init; }
}
