using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace InferenceScaling.Models.Checkpoints.Quantization;

/// <summary>Numbers that are stored one by one, little-endian. Wider types are rounded to the nearest float.</summary>
internal static class PlainElements
{
    public static void Decode(TensorType type, ReadOnlySpan<byte> source, Span<float> destination)
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("Checkpoints are little-endian, and so must be the processor.");

        switch (type)
        {
            case TensorType.F32: source.CopyTo(MemoryMarshal.AsBytes(destination)); break;
            case TensorType.F16: TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(source), destination); break;
            case TensorType.BF16: DecodeBFloat16(source, destination); break;
            case TensorType.F64: Convert<double>(source, destination); break;
            case TensorType.I64: Convert<long>(source, destination); break;
            case TensorType.I32: Convert<int>(source, destination); break;
            case TensorType.I16: Convert<short>(source, destination); break;
            case TensorType.I8: Convert<sbyte>(source, destination); break;
            case TensorType.U64: Convert<ulong>(source, destination); break;
            case TensorType.U32: Convert<uint>(source, destination); break;
            case TensorType.U16: Convert<ushort>(source, destination); break;
            case TensorType.U8: Convert<byte>(source, destination); break;
            case TensorType.Bool: DecodeBooleans(source, destination); break;
            default: throw new ArgumentOutOfRangeException(nameof(type), type, "The type has no conversion to 32-bit floats.");
        }
    }

    private static void Convert<T>(ReadOnlySpan<byte> source, Span<float> destination)
        where T : unmanaged, System.Numerics.INumberBase<T> =>
        TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, T>(source), destination);

    private static void DecodeBFloat16(ReadOnlySpan<byte> source, Span<float> destination)
    {
        var halves = MemoryMarshal.Cast<byte, ushort>(source);
        var words = MemoryMarshal.Cast<float, uint>(destination);
        TensorPrimitives.ConvertTruncating(halves, words);
        TensorPrimitives.ShiftLeft(words, 16, words);
    }

    private static void DecodeBooleans(ReadOnlySpan<byte> source, Span<float> destination)
    {
        for (var i = 0; i < source.Length; i++)
            destination[i] = source[i] == 0 ? 0f : 1f;
    }
}
