using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace InferenceScaling.Models.Checkpoints.Quantization;

/// <summary>GGML's blocks of whole numbers and one scale, Q8_0 and Q4_0, as codes and scales instead of floats.</summary>
internal static class BlockCodes
{
    /// <summary>The format of a type; null for types whose values are no codes times a scale, or have more than one scale.</summary>
    public static QuantizationFormat? FormatOf(TensorType type) => type switch
    {
        TensorType.Q8_0 => new(8, type.BlockLength()),
        TensorType.Q4_0 => new(4, type.BlockLength()),
        _ => null,
    };

    /// <summary>Takes rows of blocks apart.</summary>
    /// <param name="type">Q8_0 or Q4_0.</param>
    /// <param name="format">Its <see cref="FormatOf"/>.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Length of a row, whole blocks.</param>
    /// <param name="bytes">The blocks.</param>
    public static QuantizedMatrix Read(TensorType type, QuantizationFormat format, int rows, int columns, ReadOnlySpan<byte> bytes)
    {
        var length = type.BlockLength();
        var (codes, scales) = (new byte[checked(rows * columns)], new float[rows * (columns / length)]);
        for (var block = 0; block < scales.Length; block++)
        {
            var stored = bytes.Slice(block * type.BlockBytes(), type.BlockBytes());
            scales[block] = (float)BinaryPrimitives.ReadHalfLittleEndian(stored);
            var target = codes.AsSpan(block * length, length);
            for (var index = 0; index < length; index++)
            {
                // The low nibbles hold the first half of a block, the high ones the rest.
                target[index] = type == TensorType.Q8_0
                    ? (byte)((sbyte)stored[sizeof(ushort) + index] + format.MiddleCode)
                    : (byte)((stored[sizeof(ushort) + (index % (length / 2))] >> (index / (length / 2) * 4)) & format.LargestCode);
            }
        }

        return new(format, rows, columns, ImmutableCollectionsMarshal.AsImmutableArray(codes), ImmutableCollectionsMarshal.AsImmutableArray(scales));
    }
}
