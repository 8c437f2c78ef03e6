using System.Collections.Immutable;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace InferenceScaling.Models.Checkpoints.Safetensors;

/// <summary>A tensor to write with <see cref="SafetensorsWriter"/>.</summary>
/// <param name="Name">The name; unique in the file, not <c>__metadata__</c>.</param>
/// <param name="Type">The element type; no block type.</param>
/// <param name="Shape">Row-major dimensions, outermost first; empty for a scalar.</param>
/// <param name="Data">The elements, little-endian, row-major.</param>
public sealed record SafetensorsTensor(string Name, TensorType Type, ImmutableArray<long> Shape, ReadOnlyMemory<byte> Data)
{
    /// <summary>Converts floats, rounding to the nearest, ties to even.</summary>
    /// <param name="name">The name.</param>
    /// <param name="shape">Row-major dimensions.</param>
    /// <param name="values">As many values as the shape has elements.</param>
    /// <param name="type"><see cref="TensorType.F32"/>, <see cref="TensorType.F16"/> or <see cref="TensorType.BF16"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="type"/> is another type.</exception>
    public static SafetensorsTensor FromSingles(string name, ImmutableArray<long> shape, ReadOnlySpan<float> values, TensorType type = TensorType.F32)
    {
        if (type is not (TensorType.F32 or TensorType.F16 or TensorType.BF16))
            throw new ArgumentOutOfRangeException(nameof(type), type, "Floats are written as F32, F16 or BF16.");

        var data = new byte[checked(values.Length * type.BlockBytes())];
        Convert(values, data, type);
        return new SafetensorsTensor(name, type, shape, data);
    }

    /// <summary>Converts floats to the bytes of F32, F16 or BF16.</summary>
    internal static void Convert(ReadOnlySpan<float> values, Span<byte> destination, TensorType type)
    {
        if (type == TensorType.F32)
            MemoryMarshal.AsBytes(values).CopyTo(destination);
        else if (type == TensorType.F16)
            TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<byte, Half>(destination));
        else
            RoundToBFloat16(values, MemoryMarshal.Cast<byte, ushort>(destination));
    }

    private static void RoundToBFloat16(ReadOnlySpan<float> values, Span<ushort> destination)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var bits = BitConverter.SingleToUInt32Bits(values[i]);

            // Rounding would carry a NaN's payload into infinity: keep it a quiet NaN.
            destination[i] = float.IsNaN(values[i])
                ? (ushort)((bits >> 16) | 0x40)
                : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
        }
    }
}
