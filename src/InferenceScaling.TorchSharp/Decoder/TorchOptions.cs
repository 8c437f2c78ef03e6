namespace InferenceScaling.TorchSharp.Decoder;

/// <summary>Settings of <c>Backend.Torch()</c>.</summary>
public sealed record TorchOptions
{
    /// <summary>Where to compute, as PyTorch spells it: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>How matrices are kept.</summary>
    public TorchDataType DataType { get; init; } = TorchDataType.Float32;

    /// <summary>Threads that compute on a CPU; null for one a processor. For libtorch's own operators this is a setting of the whole process.</summary>
    public int? Threads { get; init; }

    /// <summary>
    /// Whether libtorch's operators compute on a CPU in fp32 too. By default the managed kernels of <see cref="Models.Cpu.CpuExecutor"/> do,
    /// because libtorch's matrix products there are slower, and round differently for different numbers of rows, so that a sequence would depend on its batch.
    /// </summary>
    public bool LibtorchOnCpu { get; init; }
}
