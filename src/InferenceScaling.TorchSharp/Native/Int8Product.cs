using static TorchSharp.torch;

namespace InferenceScaling.TorchSharp.Native;

/// <summary>libtorch's matrix product of 8-bit integers with 32-bit sums. TorchSharp 0.107 has no method for it; a script of one line reaches it.</summary>
/// <remarks>
/// A script that does not compile ends the process, because TorchSharp does not translate that error. So the text is constant and run by a test, and <see cref="Exists"/> must be asked first:
/// libtorch 2.10 has the operator, but its name begins with an underscore, and a later one may drop it.
/// TorchSharp never frees a compilation unit: there is one for the life of the process.
/// </remarks>
internal static class Int8Product
{
    private const string Name = "multiply";

    private const string Script = $"def {Name}(left, right):\n    return torch._int_mm(left, right)\n";

    // at::_ops::_int_mm::call, as the compilers of Windows and of the other systems spell it.
    private static readonly string Entry = OperatingSystem.IsWindows() ? "?call@_int_mm@_ops@at@@SA?AVTensor@3@AEBV43@0@Z" : "_ZN2at4_ops7_int_mm4callERKNS_6TensorES4_";

    private static readonly Lazy<jit.CompilationUnit> Unit = new(() => jit.compile(Script), LazyThreadSafetyMode.ExecutionAndPublication);

    /// <summary>Whether this libtorch has the operator.</summary>
    /// <exception cref="TorchUnavailableException">There is no libtorch for this system, or it does not load.</exception>
    public static bool Exists() => TorchExports.Contains(Entry);

    /// <summary>The product of [rows, in] and [in, out], both int8.</summary>
    /// <returns>int32, [rows, out].</returns>
    public static Tensor Multiply(Tensor left, Tensor right) => (Tensor)Unit.Value.invoke(Name, left, right)!;
}
