using TorchSharp;
using static TorchSharp.torch;

namespace InferenceScaling.TorchSharp.Native;

/// <summary>What a device asks of the operands of <see cref="Int8Product"/>.</summary>
/// <param name="Multiple">Inputs and outputs are multiples of it.</param>
/// <param name="LeastInputs">Inputs there must be.</param>
/// <param name="LeastRows">Rows of activations there must be.</param>
/// <param name="IsInputMajor">Whether weights lie in memory as [in, out] instead of [out, in].</param>
internal readonly record struct Int8ProductLimits(int Multiple, int LeastInputs, int LeastRows, bool IsInputMajor)
{
    /// <summary>Those of a CPU. With a single input, libtorch 2.10 gives sums of memory it never wrote; one row is fastest with the weights as they come.</summary>
    public static Int8ProductLimits Cpu { get; } = new(1, 2, 1, IsInputMajor: false);

    /// <summary>Those of cuBLAS. It refuses other sizes; with weights that are a transposed view some of its versions give wrong sums without an error.</summary>
    public static Int8ProductLimits Cuda { get; } = new(8, 8, 17, IsInputMajor: true);

    public static Int8ProductLimits Of(Device device) => device.type == DeviceType.CUDA ? Cuda : Cpu;

    /// <summary>The next number of inputs that is allowed.</summary>
    public long PadInputs(long inputs) => PadOutputs(Math.Max(inputs, LeastInputs));

    /// <summary>The next number of outputs that is allowed.</summary>
    public long PadOutputs(long outputs) => (outputs + Multiple - 1) / Multiple * Multiple;
}
