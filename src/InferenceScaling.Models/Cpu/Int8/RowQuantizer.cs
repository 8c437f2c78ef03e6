using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>Rounds a row of numbers to 8 bits: symmetric, the largest magnitude becomes 127, ties to even.</summary>
internal static unsafe class RowQuantizer
{
    private const int Block = 32;

    // 2²³ · 1.5 + 128: added to a number below 2²², it leaves the number rounded to the nearest, ties to even, plus 128, in the lowest bits.
    private const float Rounding = 12_582_912 + 128;

    /// <summary>Length of a row of bytes: whole blocks, so that no loop needs an end of its own.</summary>
    public static int Padded(int width) => (width + Block - 1) / Block * Block;

    /// <summary>Rounds a row.</summary>
    /// <param name="x">[width].</param>
    /// <param name="width">Its length.</param>
    /// <param name="values">Receives the bytes, 128 added to each, padded with zeros (128) to <see cref="Padded"/>.</param>
    /// <returns>What one unit stands for; NaN or infinite where a number is.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Quantize(float* x, int width, byte* values)
    {
        var largest = Largest(x, width);
        var inverse = Vector256.Create(largest > 0 ? 127 / largest : 0);
        var column = 0;
        for (; column + Block <= width; column += Block)
            Round(x + column, inverse, values + column);
        if (column < width)
        {
            var padded = stackalloc float[Block];
            new Span<float>(padded, Block).Clear();
            new ReadOnlySpan<float>(x + column, width - column).CopyTo(new Span<float>(padded, Block));
            Round(padded, inverse, values + column);
        }

        return largest / 127;
    }

    private static float Largest(float* x, int width)
    {
        Vector256<float> first = default, second = default;
        var column = 0;
        for (; column + 16 <= width; column += 16)
        {
            first = Vector256.Max(first, Vector256.Abs(Vector256.Load(x + column)));
            second = Vector256.Max(second, Vector256.Abs(Vector256.Load(x + column + 8)));
        }

        var lanes = stackalloc float[8];
        Vector256.Max(first, second).Store(lanes);
        for (var index = 1; index < 8; index++)
            lanes[0] = MathF.Max(lanes[0], lanes[index]);
        for (; column < width; column++)
            lanes[0] = MathF.Max(lanes[0], MathF.Abs(x[column]));
        return lanes[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(float* x, Vector256<float> inverse, byte* values)
    {
        var lower = Vector256.Narrow(Units(x, inverse), Units(x + 8, inverse));
        var upper = Vector256.Narrow(Units(x + 16, inverse), Units(x + 24, inverse));
        Vector256.Narrow(lower, upper).Store(values);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Units(float* x, Vector256<float> inverse) =>
        ((Vector256.Load(x) * inverse) + Vector256.Create(Rounding)).AsUInt32() & Vector256.Create(0xFFu);
}
