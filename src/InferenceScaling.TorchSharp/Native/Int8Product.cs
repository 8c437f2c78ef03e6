using static TorchSharp.torch;

namespace InferenceScaling.TorchSharp.Native;

/// <summary>libtorch's matrix product of 8-bit integers with 32-bit sums. TorchSharp 0.107 has no method for it; a script of one line reaches it.</summary>
/// <remarks>
/// A script that does not compile ends the process, because TorchSharp does not translate that error. So the text is constant and run by a test, and the least libtorch this package takes, 2.10, has the operator.
/// TorchSharp never frees a compilation unit: there is one for the life of the process.
/// </remarks>
internal static class Int8Product
{
    private const string Name = "multiply";

    private const string Script = $"def {Name}(left, right):\n    return torch._int_mm(left, right)\n";

    private static readonly Lazy<jit.CompilationUnit> Unit = new(() => jit.compile(Script), LazyThreadSafetyMode.ExecutionAndPublication);

    /// <summary>The product of [rows, in] and [in, out], both int8.</summary>
    /// <returns>int32, [rows, out].</returns>
    public static Tensor Multiply(Tensor left, Tensor right) => (Tensor)Unit.Value.invoke(Name, left, right)!;
}
