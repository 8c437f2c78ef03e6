namespace InferenceScaling.Models.Checkpoints.Quantization;

/// <summary>Turns stored elements of any type into 32-bit floats.</summary>
/// <remarks>
/// The values are those of the Python package gguf, bit for bit: every multiplication and addition is rounded on its own, and the compiler
/// never contracts them into a fused multiply-add.
/// </remarks>
internal static class Dequantizer
{
    private delegate void BlockDecoder(ReadOnlySpan<byte> block, Span<float> destination);

    /// <summary>Whether <see cref="ToSingles"/> knows the type.</summary>
    public static bool Supports(TensorType type) => type is not (TensorType.F8_E4M3 or TensorType.F8_E5M2);

    /// <summary>Converts whole blocks; source and destination must agree in length.</summary>
    public static void ToSingles(TensorType type, ReadOnlySpan<byte> source, Span<float> destination)
    {
        var blocks = destination.Length / type.BlockLength();
        if (blocks * type.BlockLength() != destination.Length || (long)blocks * type.BlockBytes() != source.Length)
            throw new ArgumentException($"{source.Length} bytes of {type} are not {destination.Length} elements.", nameof(destination));

        switch (type)
        {
            case TensorType.Q4_0: EachBlock(type, source, destination, BasicBlocks.DecodeQ4_0); break;
            case TensorType.Q4_1: EachBlock(type, source, destination, BasicBlocks.DecodeQ4_1); break;
            case TensorType.Q5_0: EachBlock(type, source, destination, BasicBlocks.DecodeQ5_0); break;
            case TensorType.Q5_1: EachBlock(type, source, destination, BasicBlocks.DecodeQ5_1); break;
            case TensorType.Q8_0: EachBlock(type, source, destination, BasicBlocks.DecodeQ8_0); break;
            case TensorType.Q2_K: EachBlock(type, source, destination, SuperBlocks.DecodeQ2_K); break;
            case TensorType.Q3_K: EachBlock(type, source, destination, SuperBlocks.DecodeQ3_K); break;
            case TensorType.Q4_K: EachBlock(type, source, destination, SuperBlocks.DecodeQ4_K); break;
            case TensorType.Q5_K: EachBlock(type, source, destination, SuperBlocks.DecodeQ5_K); break;
            case TensorType.Q6_K: EachBlock(type, source, destination, SuperBlocks.DecodeQ6_K); break;
            case TensorType.IQ4_NL: EachBlock(type, source, destination, NonLinearBlocks.DecodeIQ4_NL); break;
            case TensorType.IQ4_XS: EachBlock(type, source, destination, NonLinearBlocks.DecodeIQ4_XS); break;
            default: PlainElements.Decode(type, source, destination); break;
        }
    }

    private static void EachBlock(TensorType type, ReadOnlySpan<byte> source, Span<float> destination, BlockDecoder decode)
    {
        var bytes = type.BlockBytes();
        var length = type.BlockLength();
        while (!destination.IsEmpty)
        {
            decode(source[..bytes], destination[..length]);
            source = source[bytes..];
            destination = destination[length..];
        }
    }
}
