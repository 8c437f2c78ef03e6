using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>Rounds numbers to 8 bits in groups: symmetric, a group's largest magnitude becomes 127, ties to even.</summary>
internal static unsafe class RowQuantizer
{
    // 2²³ · 1.5: added to a number below 2²², it leaves the number rounded to the nearest, ties to even, in the lowest bits.
    private const float Rounding = 12_582_912;

    // Numbers that are looked at together: four vectors.
    private const int Stride = 32;

    // Groups whose scales are computed side by side: each takes a chain of slow instructions.
    private const int GroupsTogether = 8;

    /// <summary>Rounds a row, turned before where the layout says so.</summary>
    /// <param name="x">[width].</param>
    /// <param name="width">Its length.</param>
    /// <param name="layout">The groups.</param>
    /// <param name="values">Receives the bytes, padded to whole groups.</param>
    /// <param name="units">Receives the scale and the correction of each group.</param>
    public static void Quantize(float* x, int width, Int8Layout layout, sbyte* values, Int8Unit* units)
    {
        var chunk = layout.Group * GroupsTogether;
        for (var first = 0; first < width; first += chunk, values += chunk, units += GroupsTogether)
        {
            if (Avx512F.IsSupported)
                QuantizeWidely(x + first, Math.Min(chunk, width - first), layout, values, units);
            else
                QuantizeNarrowly(x + first, Math.Min(chunk, width - first), layout, values, units);
        }
    }

    /// <summary>A few groups by 512-bit vectors.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void QuantizeWidely(float* x, int width, Int8Layout layout, sbyte* values, Int8Unit* units)
    {
        var group = layout.Group;
        var scratch = stackalloc float[GroupsTogether * Int8Layout.WidestGroup];
        var sources = stackalloc float*[GroupsTogether];
        var inverses = stackalloc float[GroupsTogether];
        var magnitudes = stackalloc int[GroupsTogether * Vector256<int>.Count];
        var count = 0;
        for (var first = 0; first < width; first += group, count++)
        {
            var room = scratch + (count * Int8Layout.WidestGroup);
            var source = Whole(x + first, width - first, group, room);
            var largest = layout.IsTurned ? BlockRotation.TurnWidely(source, group, room) : Largest(source, group);
            Vector256.Max(largest.GetLower(), largest.GetUpper()).Store(magnitudes + (count * Vector256<int>.Count));
            sources[count] = layout.IsTurned ? room : source;
        }

        for (var index = 0; index < count; index++)
            inverses[index] = Scale(Vector256.Load(magnitudes + (index * Vector256<int>.Count)), units + index);
        for (var index = 0; index < count; index++)
            units[index].Correction = RoundWidely(sources[index], group, inverses[index], values + (index * group));
    }

    /// <summary>A few groups by 256-bit vectors: the same bytes.</summary>
    [SkipLocalsInit]
    internal static void QuantizeNarrowly(float* x, int width, Int8Layout layout, sbyte* values, Int8Unit* units)
    {
        var scratch = stackalloc float[Int8Layout.WidestGroup];
        for (var first = 0; first < width; first += layout.Group, values += layout.Group, units++)
        {
            var source = Whole(x + first, width - first, layout.Group, scratch);
            if (layout.IsTurned)
            {
                BlockRotation.Turn(source, layout.Group, scratch);
                source = scratch;
            }

            RoundNarrowly(source, layout.Group, values, units);
        }
    }

    // A group, the last one with zeros behind it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float* Whole(float* x, int left, int group, float* room)
    {
        if (left >= group)
            return x;
        new Span<float>(room, group).Clear();
        new ReadOnlySpan<float>(x, left).CopyTo(new Span<float>(room, group));
        return room;
    }

    // Gives the correction.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int RoundWidely(float* x, int length, float scale, sbyte* values)
    {
        var inverse = Avx512F.BroadcastScalarToVector512(Vector128.CreateScalarUnsafe(scale));
        Vector512<int> sums = default, others = default;
        for (var index = 0; index < length; index += Stride)
        {
            Vector512<int> i = Units(x + index, inverse), j = Units(x + index + 16, inverse);
            sums = Avx512F.Add(sums, i);
            others = Avx512F.Add(others, j);
            Avx512F.ConvertToVector128SByte(i).Store(values + index);
            Avx512F.ConvertToVector128SByte(j).Store(values + index + 16);
        }

        sums = Avx512F.Add(sums, others);
        return -128 * Vector256.Sum(sums.GetLower() + sums.GetUpper());
    }

    /// <summary>The larger magnitudes. They are compared by their bits, in whose order NaN is the largest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<int> Larger(Vector512<int> largest, Vector512<float> x) => Avx512F.Max(largest, Avx512F.And(x.AsInt32(), Vector512.Create(int.MaxValue)));

    /// <summary>The largest magnitudes of a group, one for each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static Vector512<int> Largest(float* x, int length)
    {
        Vector512<int> left = default, right = default;
        for (var index = 0; index < length; index += Stride)
        {
            left = Larger(left, Avx512F.LoadVector512(x + index));
            right = Larger(right, Avx512F.LoadVector512(x + index + 16));
        }

        return Avx512F.Max(left, right);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RoundNarrowly(float* x, int length, sbyte* values, Int8Unit* unit)
    {
        var largest = Vector256<int>.Zero;
        var magnitude = Vector256.Create(int.MaxValue);
        for (var index = 0; index < length; index += 8)
            largest = Vector256.Max(largest, Vector256.Load((int*)x + index) & magnitude);
        var inverse = Vector256.Create(Scale(largest, unit));
        var sums = Vector256<int>.Zero;
        for (var index = 0; index < length; index += Stride)
        {
            var i = Units(Vector256.Load(x + index), inverse);
            var j = Units(Vector256.Load(x + index + 8), inverse);
            var k = Units(Vector256.Load(x + index + 16), inverse);
            var l = Units(Vector256.Load(x + index + 24), inverse);
            sums += i + j + k + l;
            Vector256.Narrow(Vector256.Narrow(i, j), Vector256.Narrow(k, l)).Store(values + index);
        }

        unit->Correction = -128 * Vector256.Sum(sums);
    }

    // Sets the scale and gives what to multiply by.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Scale(Vector256<int> magnitudes, Int8Unit* unit)
    {
        var four = Vector128.Max(magnitudes.GetLower(), magnitudes.GetUpper());
        four = Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        four = Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(1, 0, 3, 2)));
        var largest = BitConverter.Int32BitsToSingle(four.ToScalar());
        unit->Scale = largest / 127;
        return largest > 0 ? 127 / largest : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Units(float* x, Vector512<float> inverse) => Avx512F.ConvertToVector512Int32(Avx512F.Multiply(Avx512F.LoadVector512(x), inverse));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Units(Vector256<float> x, Vector256<float> inverse) =>
        ((x * inverse) + Vector256.Create(Rounding)).AsInt32() - Vector256.Create(Rounding).AsInt32();
}
