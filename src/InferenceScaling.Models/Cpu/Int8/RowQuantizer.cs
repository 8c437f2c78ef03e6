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

    /// <summary>Rounds a row, turned before where the layout says so.</summary>
    /// <param name="x">[width].</param>
    /// <param name="width">Its length.</param>
    /// <param name="layout">The groups.</param>
    /// <param name="values">Receives the bytes, padded to whole groups.</param>
    /// <param name="units">Receives the scale and the correction of each group.</param>
    [SkipLocalsInit]
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

            if (Avx512F.IsSupported)
            {
                var largest = layout.IsTurned ? BlockRotation.TurnWidely(source, group, scratch) : Largest(source, group);
                RoundWidely(layout.IsTurned ? scratch : source, group, largest, values, units);
                continue;
            }

            if (layout.IsTurned)
            {
                BlockRotation.Turn(source, group, scratch);
                source = scratch;
            }

            RoundNarrowly(source, group, values, units);
        }
    }

    /// <summary>Rounds a group by 512-bit vectors.</summary>
    /// <param name="x">[length].</param>
    /// <param name="length">A multiple of 32.</param>
    /// <param name="largest">The largest magnitudes, as <see cref="Larger"/> gives them.</param>
    /// <param name="values">Receives the bytes.</param>
    /// <param name="unit">Receives scale and correction.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void RoundWidely(float* x, int length, Vector512<int> largest, sbyte* values, Int8Unit* unit)
    {
        var inverse = Avx512F.BroadcastScalarToVector512(Vector128.CreateScalarUnsafe(Scale(Vector256.Max(largest.GetLower(), largest.GetUpper()), unit)));
        Vector512<int> sums = default, others = default;
        for (var index = 0; index < length; index += Stride)
        {
            var i = Avx512F.ConvertToVector512Int32(Avx512F.Multiply(Avx512F.LoadVector512(x + index), inverse));
            var j = Avx512F.ConvertToVector512Int32(Avx512F.Multiply(Avx512F.LoadVector512(x + index + 16), inverse));
            sums = Avx512F.Add(sums, i);
            others = Avx512F.Add(others, j);
            Avx512F.ConvertToVector128SByte(i).Store(values + index);
            Avx512F.ConvertToVector128SByte(j).Store(values + index + 16);
        }

        sums = Avx512F.Add(sums, others);
        unit->Correction = -128 * Vector256.Sum(sums.GetLower() + sums.GetUpper());
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
    internal static void RoundNarrowly(float* x, int length, sbyte* values, Int8Unit* unit)
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
    private static Vector256<int> Units(Vector256<float> x, Vector256<float> inverse) =>
        ((x * inverse) + Vector256.Create(Rounding)).AsInt32() - Vector256.Create(Rounding).AsInt32();
}
