using System.Collections.Immutable;
using InferenceScaling.Models.Checkpoints.Quantization;

namespace InferenceScaling.Models.Checkpoints.Gguf;

/// <summary>A tensor to write with <see cref="GgufWriter"/>.</summary>
/// <param name="Name">The name; unique in the file.</param>
/// <param name="Type">The element type.</param>
/// <param name="Shape">Row-major dimensions, outermost first, as PyTorch has them: the file gets them reversed. At most four; empty for a scalar.</param>
/// <param name="Data">The elements as the type stores them, little-endian, row-major.</param>
public sealed record GgufTensor(string Name, TensorType Type, ImmutableArray<long> Shape, ReadOnlyMemory<byte> Data)
{
    /// <summary>Converts floats: F16 and BF16 round to the nearest, ties to even; Q8_0 and Q4_0 have the bytes of ggml's own reference.</summary>
    /// <param name="name">The name.</param>
    /// <param name="shape">Row-major dimensions; the last a multiple of 32 for Q8_0 and Q4_0.</param>
    /// <param name="values">As many values as the shape has elements.</param>
    /// <param name="type"><see cref="TensorType.F32"/>, <see cref="TensorType.F16"/>, <see cref="TensorType.BF16"/>, <see cref="TensorType.Q8_0"/> or <see cref="TensorType.Q4_0"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="type"/> is another type.</exception>
    /// <exception cref="ArgumentException">The number of values is no multiple of 32, or one is not finite or too large for the type.</exception>
    public static GgufTensor FromSingles(string name, ImmutableArray<long> shape, ReadOnlySpan<float> values, TensorType type = TensorType.F32)
    {
        if (!Quantizer.Supports(type))
            throw new ArgumentOutOfRangeException(nameof(type), type, "Floats are written as F32, F16, BF16, Q8_0 or Q4_0.");
        if (values.Length % type.BlockLength() != 0)
            throw new ArgumentException($"Tensor '{name}' has {values.Length} values, no multiple of the {type.BlockLength()} that {type} stores together.", nameof(values));

        var data = new byte[checked(values.Length / type.BlockLength() * type.BlockBytes())];
        Quantizer.FromSingles(type, values, data);
        return new(name, type, shape, data);
    }
}
