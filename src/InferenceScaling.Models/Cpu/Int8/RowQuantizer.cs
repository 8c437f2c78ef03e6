using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>Rounds numbers to 8 bits in groups: symmetric, a group's largest magnitude becomes 127, ties to even.</summary>
internal static unsafe class RowQuantizer
{
    // 2²³ · 1.5: added to a number below 2²², it leaves the number rounded to the nearest, ties to even, in the lowest bits.
    private const float Rounding = 12_582_912;

    // Numbers that are looked at together: four vectors.
    private const int Stride = 32;

    /// <summary>Rounds a row, turned before where the layout says so.</summary>
    /// <param name="x">[width].</param>
    /// <param name="width">Its length.</param>
    /// <param name="layout">The groups.</param>
    /// <param name="values">Receives the bytes, padded to whole groups.</param>
    /// <param name="units">Receives the scale and the correction of each group.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Quantize(float* x, int width, Int8Layout layout, sbyte* values, Int8Unit* units)
    {
        var group = layout.Group;
        var scratch = stackalloc float[Int8Layout.WidestGroup];
        for (var first = 0; first < width; first += group, values += group, units++)
        {
            var source = x + first;
            if (width - first < group)
            {
                new Span<float>(scratch, group).Clear();
                new ReadOnlySpan<float>(source, width - first).CopyTo(new Span<float>(scratch, group));
                source = scratch;
            }

            if (layout.IsTurned)
            {
                BlockRotation.Turn(source, group, scratch);
                source = scratch;
            }

            Round(source, group, values, units);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(float* x, int length, sbyte* values, Int8Unit* unit)
    {
        var eight = Vector256<float>.Zero;
        for (var first = 0; first < length; first += Stride)
        {
            Vector256<float> a = Vector256.Load(x + first), b = Vector256.Load(x + first + 8), c = Vector256.Load(x + first + 16), d = Vector256.Load(x + first + 24);
            eight = Vector256.Max(eight, Vector256.Max(Vector256.Max(Vector256.Abs(a), Vector256.Abs(b)), Vector256.Max(Vector256.Abs(c), Vector256.Abs(d))));
        }

        var four = Vector128.Max(eight.GetLower(), eight.GetUpper());
        four = Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        four = Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(1, 0, 3, 2)));
        var largest = four.ToScalar();
        unit->Scale = largest / 127;
        var inverse = Vector256.Create(largest > 0 ? 127 / largest : 0);
        var sums = Vector256<int>.Zero;
        for (var first = 0; first < length; first += Stride)
        {
            var i = Units(Vector256.Load(x + first), inverse);
            var j = Units(Vector256.Load(x + first + 8), inverse);
            var k = Units(Vector256.Load(x + first + 16), inverse);
            var l = Units(Vector256.Load(x + first + 24), inverse);
            sums += i + j + k + l;
            Vector256.Narrow(Vector256.Narrow(i, j), Vector256.Narrow(k, l)).Store(values + first);
        }

        unit->Correction = -128 * Vector256.Sum(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Units(Vector256<float> x, Vector256<float> inverse) =>
        ((x * inverse) + Vector256.Create(Rounding)).AsInt32() - Vector256.Create(Rounding).AsInt32();
}
