using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>Rounds numbers to 8 bits in groups of 32: symmetric, a group's largest magnitude becomes 127, ties to even.</summary>
internal static unsafe class RowQuantizer
{
    // 2²³ · 1.5: added to a number below 2²², it leaves the number rounded to the nearest, ties to even, in the lowest bits.
    private const float Rounding = 12_582_912;

    /// <summary>Rounds a row.</summary>
    /// <param name="x">[width].</param>
    /// <param name="width">Its length.</param>
    /// <param name="values">Receives the bytes, padded with zeros to whole groups.</param>
    /// <param name="scales">Receives what one unit of each group stands for; NaN or infinite where a number is.</param>
    /// <param name="corrections">Receives −128 · the sum of each group.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Quantize(float* x, int width, sbyte* values, float* scales, int* corrections)
    {
        var group = 0;
        for (; (group + 1) * Int8Layout.Group <= width; group++)
            Quantize(x + (group * Int8Layout.Group), values + (group * Int8Layout.Group), scales + group, corrections + group);
        var rest = width - (group * Int8Layout.Group);
        if (rest == 0)
            return;
        var padded = stackalloc float[Int8Layout.Group];
        new Span<float>(padded, Int8Layout.Group).Clear();
        new ReadOnlySpan<float>(x + (group * Int8Layout.Group), rest).CopyTo(new Span<float>(padded, Int8Layout.Group));
        Quantize(padded, values + (group * Int8Layout.Group), scales + group, corrections + group);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quantize(float* x, sbyte* values, float* scale, int* correction)
    {
        Vector256<float> a = Vector256.Load(x), b = Vector256.Load(x + 8), c = Vector256.Load(x + 16), d = Vector256.Load(x + 24);
        var four = Vector256.Max(Vector256.Max(Vector256.Abs(a), Vector256.Abs(b)), Vector256.Max(Vector256.Abs(c), Vector256.Abs(d)));
        var two = Vector128.Max(four.GetLower(), four.GetUpper());
        two = Vector128.Max(two, Vector128.Shuffle(two, Vector128.Create(2, 3, 0, 1)));
        two = Vector128.Max(two, Vector128.Shuffle(two, Vector128.Create(1, 0, 3, 2)));
        var largest = two.ToScalar();
        *scale = largest / 127;
        var inverse = Vector256.Create(largest > 0 ? 127 / largest : 0);
        Vector256<int> i = Units(a, inverse), j = Units(b, inverse), k = Units(c, inverse), l = Units(d, inverse);
        *correction = -128 * Vector256.Sum(i + j + k + l);
        Vector256.Narrow(Vector256.Narrow(i, j), Vector256.Narrow(k, l)).Store(values);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Units(Vector256<float> x, Vector256<float> inverse) =>
        ((x * inverse) + Vector256.Create(Rounding)).AsInt32() - Vector256.Create(Rounding).AsInt32();
}
