using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace InferenceScaling.Models.Checkpoints.Quantization;

/// <summary>Sixteen quantised values at a time: unpacking, and the affine map every block format ends in.</summary>
internal static class Lanes
{
    public const int Count = 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Load(ReadOnlySpan<byte> source) => Vector128.Create(source);

    /// <summary>Keeps <paramref name="bits"/> bits of each byte, after dropping <paramref name="shift"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Field(Vector128<byte> packed, int shift, int bits) => (packed >>> shift) & Vector128.Create((byte)((1 << bits) - 1));

    /// <summary>Spreads 16 bits over 16 bytes, each zero or <paramref name="value"/>; bit 0 comes first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Spread(int bits, byte value)
    {
        const ulong EveryByte = 0x0101010101010101;
        var repeated = Vector128.Create((uint)(bits & 0xFF) * EveryByte, (uint)((bits >> 8) & 0xFF) * EveryByte).AsByte();
        var position = Vector128.Create(0x8040201008040201).AsByte();
        return Vector128.Equals(repeated & position, position) & Vector128.Create(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<sbyte> Subtract(Vector128<byte> values, int offset) => values.AsSByte() - Vector128.Create((sbyte)offset);

    /// <summary>destination[i] = scale * values[i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scale(Vector128<sbyte> values, float scale, Span<float> destination)
    {
        var (a, b, c, d) = Widen(values);
        (a * scale).CopyTo(destination);
        (b * scale).CopyTo(destination[4..]);
        (c * scale).CopyTo(destination[8..]);
        (d * scale).CopyTo(destination[12..]);
    }

    /// <summary>destination[i] = scale * values[i] + offset, rounded twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ScaleAndAdd(Vector128<sbyte> values, float scale, float offset, Span<float> destination)
    {
        var (a, b, c, d) = Widen(values);
        var added = Vector128.Create(offset);
        ((a * scale) + added).CopyTo(destination);
        ((b * scale) + added).CopyTo(destination[4..]);
        ((c * scale) + added).CopyTo(destination[8..]);
        ((d * scale) + added).CopyTo(destination[12..]);
    }

    /// <summary>Reads a 16-bit float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Half(ReadOnlySpan<byte> source) => (float)BinaryPrimitives.ReadHalfLittleEndian(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> A, Vector128<float> B, Vector128<float> C, Vector128<float> D) Widen(Vector128<sbyte> values)
    {
        var (low, high) = Vector128.Widen(values);
        var (a, b) = Vector128.Widen(low);
        var (c, d) = Vector128.Widen(high);
        return (Vector128.ConvertToSingle(a), Vector128.ConvertToSingle(b), Vector128.ConvertToSingle(c), Vector128.ConvertToSingle(d));
    }
}
