using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferenceScaling.Models.Cpu;

/// <summary>Keys and values in 16 and 8 bits, and back.</summary>
internal static unsafe class CacheFormats
{
    private const int Tokens = KeyValuePages.PageSize;

    /// <summary>The nearest bf16, ties to even.</summary>
    public static ushort Halve(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)(float.IsNaN(value) ? (bits >> 16) | 0x40 : (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    /// <summary>Rounds numbers to the nearest bf16, and leaves them in fp32.</summary>
    /// <param name="numbers">The numbers.</param>
    /// <param name="count">How many.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Round(float* numbers, int count)
    {
        var index = 0;
        for (; Vector512.IsHardwareAccelerated && index + 16 <= count; index += 16)
            Round(Vector512.Load(numbers + index)).Store(numbers + index);
        for (; index + 8 <= count; index += 8)
            Round(Vector256.Load(numbers + index)).Store(numbers + index);
        for (; index < count; index++)
            numbers[index] = BitConverter.UInt32BitsToSingle((uint)Halve(numbers[index]) << 16);
    }

    /// <summary>Sixteen numbers, each rounded to the nearest bf16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Round(Vector512<float> values) => (Halve(values) << 16).AsSingle();

    /// <summary>Eight numbers, each rounded to the nearest bf16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Round(Vector256<float> values) => (Halve(values) << 16).AsSingle();

    /// <summary>Rounds to 8 bits, the largest magnitude to 127.</summary>
    /// <param name="source">The numbers.</param>
    /// <param name="count">How many.</param>
    /// <param name="destination">Receives them.</param>
    /// <param name="stride">From one to the next.</param>
    /// <returns>What one unit stands for.</returns>
    public static float Quantize(float* source, int count, sbyte* destination, int stride)
    {
        var largest = MathF.Abs(System.Numerics.Tensors.TensorPrimitives.MaxMagnitude(new ReadOnlySpan<float>(source, count)));
        var inverse = largest > 0 ? 127 / largest : 0;
        for (var index = 0; index < count; index++)
            destination[index * stride] = (sbyte)MathF.Round(source[index] * inverse);
        return largest / 127;
    }

    /// <summary>Keys of a page: each token's column by its scale.</summary>
    /// <param name="source">[lines][16].</param>
    /// <param name="scales">[16].</param>
    /// <param name="lines">Dimensions.</param>
    /// <param name="destination">[lines][16].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ScaleColumns(sbyte* source, float* scales, int lines, float* destination)
    {
        if (Avx512F.IsSupported)
        {
            var all = Avx512F.LoadVector512(scales);
            for (var line = 0; line < lines; line++)
                Avx512F.Store(destination + (line * Tokens), Avx512F.Multiply(Wide(source + (line * Tokens)), all));
            return;
        }

        var lower = Vector256.Load(scales);
        var upper = Vector256.Load(scales + 8);
        for (var line = 0; line < lines; line++, source += Tokens, destination += Tokens)
        {
            var (left, right) = Vector256.Widen(Vector256.WidenLower(Vector128.Load(source).ToVector256Unsafe()));
            (Vector256.ConvertToSingle(left) * lower).Store(destination);
            (Vector256.ConvertToSingle(right) * upper).Store(destination + 8);
        }
    }

    /// <summary>Values of a page: each token's row by its scale.</summary>
    /// <param name="source">[16][width].</param>
    /// <param name="scales">[16].</param>
    /// <param name="width">A multiple of 16.</param>
    /// <param name="destination">[16][width].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ScaleRows(sbyte* source, float* scales, int width, float* destination)
    {
        if (Avx512F.IsSupported)
        {
            for (var token = 0; token < Tokens; token++)
            {
                var scale = Avx512F.BroadcastScalarToVector512(Vector128.CreateScalarUnsafe(scales[token]));
                for (var index = 0; index < width; index += 16, source += 16, destination += 16)
                    Avx512F.Store(destination, Avx512F.Multiply(Wide(source), scale));
            }

            return;
        }

        for (var token = 0; token < Tokens; token++)
        {
            var scale = Vector256.Create(scales[token]);
            for (var index = 0; index < width; index += 16, source += 16, destination += 16)
            {
                var (left, right) = Vector256.Widen(Vector256.WidenLower(Vector128.Load(source).ToVector256Unsafe()));
                (Vector256.ConvertToSingle(left) * scale).Store(destination);
                (Vector256.ConvertToSingle(right) * scale).Store(destination + 8);
            }
        }
    }

    /// <summary>The nearest bf16 of sixteen numbers, each in the lower half of its place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Halve(Vector512<float> values)
    {
        var bits = values.AsUInt32();
        var upper = bits >>> 16;
        var rounded = (bits + Vector512.Create(0x7FFFu) + (upper & Vector512<uint>.One)) >>> 16;
        return Vector512.ConditionalSelect(Vector512.Equals(values, values).AsUInt32(), rounded, upper | Vector512.Create(0x40u));
    }

    /// <summary>The nearest bf16 of eight numbers, each in the lower half of its place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Halve(Vector256<float> values)
    {
        var bits = values.AsUInt32();
        var upper = bits >>> 16;
        var rounded = (bits + Vector256.Create(0x7FFFu) + (upper & Vector256<uint>.One)) >>> 16;
        return Vector256.ConditionalSelect(Vector256.Equals(values, values).AsUInt32(), rounded, upper | Vector256.Create(0x40u));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Wide(sbyte* source) => Avx512F.ConvertToVector512Single(Avx512F.ConvertToVector512Int32(Vector128.Load(source)));
}
