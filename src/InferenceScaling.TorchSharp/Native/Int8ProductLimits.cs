using TorchSharp;
using static TorchSharp.torch;

namespace InferenceScaling.TorchSharp.Native;

/// <summary>What a device asks of the operands of <see cref="Int8Product"/>.</summary>
/// <param name="Multiple">Inputs and outputs are multiples of it.</param>
/// <param name="LeastRows">Rows of activations there must be.</param>
/// <param name="IsInputMajor">Whether weights lie in memory as [in, out] instead of [out, in].</param>
internal readonly record struct Int8ProductLimits(int Multiple, int LeastRows, bool IsInputMajor)
{
    /// <summary>Those of a CPU: none. One row is fastest with the weights as they come.</summary>
    public static Int8ProductLimits None { get; } = new(1, 1, IsInputMajor: false);

    /// <summary>Those of cuBLAS. It refuses other sizes; with weights that are a transposed view some of its versions give wrong sums without an error.</summary>
    public static Int8ProductLimits Cuda { get; } = new(8, 17, IsInputMajor: true);

    public static Int8ProductLimits Of(Device device) => device.type == DeviceType.CUDA ? Cuda : None;

    /// <summary>The next size that is allowed for inputs or outputs.</summary>
    public long Pad(long size) => (size + Multiple - 1) / Multiple * Multiple;
}
