using System.Buffers.Binary;
using System.Numerics.Tensors;
using InferenceScaling.Models.Checkpoints.Safetensors;

namespace InferenceScaling.Models.Checkpoints.Quantization;

/// <summary>Turns 32-bit floats into stored elements: the way back of <see cref="Dequantizer"/>, for the types that files are written in.</summary>
/// <remarks>The bytes of Q8_0 are those of ggml's <c>quantize_row_q8_0_ref</c>: the scale is the largest magnitude / 127, halves are rounded away from zero.</remarks>
internal static class Quantizer
{
    private const int LargestCode = 127;

    /// <summary>Whether <see cref="FromSingles"/> knows the type.</summary>
    public static bool Supports(TensorType type) => type is TensorType.F32 or TensorType.F16 or TensorType.BF16 or TensorType.Q8_0;

    /// <summary>Converts whole blocks; source and destination must agree in length.</summary>
    /// <exception cref="ArgumentException">The lengths disagree, or Q8_0 cannot hold a value.</exception>
    public static void FromSingles(TensorType type, ReadOnlySpan<float> source, Span<byte> destination)
    {
        var blocks = source.Length / type.BlockLength();
        if (blocks * type.BlockLength() != source.Length || (long)blocks * type.BlockBytes() != destination.Length)
            throw new ArgumentException($"{source.Length} elements are not {destination.Length} bytes of {type}.", nameof(destination));

        if (type != TensorType.Q8_0)
        {
            SafetensorsTensor.Convert(source, destination, type);
            return;
        }

        for (var block = 0; block < blocks; block++)
            EncodeQ8_0(source.Slice(block * type.BlockLength(), type.BlockLength()), destination.Slice(block * type.BlockBytes(), type.BlockBytes()));
    }

    private static void EncodeQ8_0(ReadOnlySpan<float> values, Span<byte> block)
    {
        // NaN and infinities pass through the maximum, so that one comparison finds them.
        var largest = TensorPrimitives.MaxMagnitude(values);
        var scale = MathF.Abs(largest) / LargestCode;
        var stored = (Half)scale;
        if (!Half.IsFinite(stored))
            throw new ArgumentException($"A block holds the value {largest}; Q8_0 stores finite values up to {(float)Half.MaxValue * LargestCode:R}.", nameof(values));

        // Blocks so small that their scale is stored as zero decode to zeros whatever the codes.
        var inverse = float.IsFinite(1 / scale) ? 1 / scale : 0;
        BinaryPrimitives.WriteHalfLittleEndian(block, stored);
        for (var index = 0; index < values.Length; index++)
            block[2 + index] = (byte)(sbyte)MathF.Round(values[index] * inverse, MidpointRounding.AwayFromZero);
    }
}
