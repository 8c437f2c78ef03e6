using System.Buffers.Binary;
using System.Numerics.Tensors;
using InferenceScaling.Models.Checkpoints.Safetensors;

namespace InferenceScaling.Models.Checkpoints.Quantization;

/// <summary>Turns 32-bit floats into stored elements: the way back of <see cref="Dequantizer"/>, for the types that files are written in.</summary>
/// <remarks>
/// The bytes of Q8_0 are those of ggml's <c>quantize_row_q8_0_ref</c>: the scale is the largest magnitude / 127, halves are rounded away from zero.
/// Those of Q4_0 are those of <c>quantize_row_q4_0_ref</c>: the first value of the largest magnitude becomes −8, whatever its sign, so the scale may be negative.
/// </remarks>
internal static class Quantizer
{
    private const int LargestCode = 127;
    private const int SmallestNibble = -8;

    /// <summary>Whether <see cref="FromSingles"/> knows the type.</summary>
    public static bool Supports(TensorType type) => type is TensorType.F32 or TensorType.F16 or TensorType.BF16 or TensorType.Q8_0 or TensorType.Q4_0;

    /// <summary>Converts whole blocks; source and destination must agree in length.</summary>
    /// <exception cref="ArgumentException">The lengths disagree, or the blocks' scale cannot hold a value.</exception>
    public static void FromSingles(TensorType type, ReadOnlySpan<float> source, Span<byte> destination)
    {
        var blocks = source.Length / type.BlockLength();
        if (blocks * type.BlockLength() != source.Length || (long)blocks * type.BlockBytes() != destination.Length)
            throw new ArgumentException($"{source.Length} elements are not {destination.Length} bytes of {type}.", nameof(destination));

        if (type is not (TensorType.Q8_0 or TensorType.Q4_0))
        {
            SafetensorsTensor.Convert(source, destination, type);
            return;
        }

        for (var block = 0; block < blocks; block++)
        {
            var values = source.Slice(block * type.BlockLength(), type.BlockLength());
            var bytes = destination.Slice(block * type.BlockBytes(), type.BlockBytes());
            if (type == TensorType.Q8_0)
                EncodeQ8_0(values, bytes);
            else
                EncodeQ4_0(values, bytes);
        }
    }

    private static void EncodeQ4_0(ReadOnlySpan<float> values, Span<byte> block)
    {
        // The first of equal magnitudes counts: its sign is the scale's. Nothing is larger than NaN.
        var largest = 0f;
        foreach (var value in values)
        {
            if (float.IsNaN(value) || MathF.Abs(value) > MathF.Abs(largest))
                largest = value;
        }

        var scale = largest / SmallestNibble;
        WriteScale(block, scale, largest, TensorType.Q4_0, -SmallestNibble);
        var inverse = float.IsFinite(1 / scale) ? 1 / scale : 0;
        for (var index = 0; index < values.Length / 2; index++)
            block[sizeof(ushort) + index] = (byte)(Nibble(values[index] * inverse) | (Nibble(values[index + (values.Length / 2)] * inverse) << 4));

        static int Nibble(float value) => Math.Min(15, (int)(value + 8.5f));
    }

    private static void EncodeQ8_0(ReadOnlySpan<float> values, Span<byte> block)
    {
        // NaN and infinities pass through the maximum, so that one comparison finds them.
        var largest = TensorPrimitives.MaxMagnitude(values);
        var scale = MathF.Abs(largest) / LargestCode;

        // Blocks so small that their scale is stored as zero decode to zeros whatever the codes.
        var inverse = float.IsFinite(1 / scale) ? 1 / scale : 0;
        WriteScale(block, scale, largest, TensorType.Q8_0, LargestCode);
        for (var index = 0; index < values.Length; index++)
            block[2 + index] = (byte)(sbyte)MathF.Round(values[index] * inverse, MidpointRounding.AwayFromZero);
    }

    private static void WriteScale(Span<byte> block, float scale, float largest, TensorType type, int units)
    {
        var stored = (Half)scale;
        if (!Half.IsFinite(stored))
            throw new ArgumentException($"A block holds the value {largest}; {type} stores finite values up to {(float)Half.MaxValue * units:R}.", nameof(largest));
        BinaryPrimitives.WriteHalfLittleEndian(block, stored);
    }
}
