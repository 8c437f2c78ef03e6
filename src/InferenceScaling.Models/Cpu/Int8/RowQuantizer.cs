using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>Rounds a row of numbers to 8 bits: symmetric, the largest magnitude becomes 127, ties to even.</summary>
internal static unsafe class RowQuantizer
{
    private const int Block = 64;

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
        var inverse = Vector512.Create(largest > 0 ? 127 / largest : 0);
        var column = 0;
        for (; column + Block <= width; column += Block)
            Round(x + column, inverse).Store(values + column);
        if (column < width)
        {
            var padded = stackalloc float[Block];
            new Span<float>(padded, Block).Clear();
            new ReadOnlySpan<float>(x + column, width - column).CopyTo(new Span<float>(padded, Block));
            Round(padded, inverse).Store(values + column);
        }

        return largest / 127;
    }

    private static float Largest(float* x, int width)
    {
        var largest = Vector512<float>.Zero;
        var column = 0;
        for (; column + 16 <= width; column += 16)
            largest = Vector512.Max(largest, Vector512.Abs(Vector512.Load(x + column)));
        var lanes = stackalloc float[16];
        largest.Store(lanes);
        for (var index = 1; index < 16; index++)
            lanes[0] = MathF.Max(lanes[0], lanes[index]);
        for (; column < width; column++)
            lanes[0] = MathF.Max(lanes[0], MathF.Abs(x[column]));
        return lanes[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Round(float* x, Vector512<float> inverse) =>
        Vector512.Narrow(Vector512.Narrow(Units(x, inverse), Units(x + 16, inverse)), Vector512.Narrow(Units(x + 32, inverse), Units(x + 48, inverse)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Units(float* x, Vector512<float> inverse) =>
        ((Vector512.Load(x) * inverse) + Vector512.Create(Rounding)).AsUInt32() & Vector512.Create(0xFFu);
}
