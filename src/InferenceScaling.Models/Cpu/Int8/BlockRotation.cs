using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>Turns groups of 64, 128, 192 or 256 numbers: flips some signs, a Walsh-Hadamard transform of each 64, then mixes the blocks; lengths are kept. (QuaRot, arXiv 2404.00456; signs: QuIP#, arXiv 2402.04396.)</summary>
/// <remarks>
/// Products stay what they are if both factors are turned, but an outlier is spread over its group, where it no longer makes the steps of the others coarse.
/// Sums and differences in a fixed order: the bits do not depend on the width of vectors.
/// </remarks>
internal static unsafe class BlockRotation
{
    /// <summary>Numbers of a block.</summary>
    public const int Size = 64;

    private const float Scale = 0.125f;

    private const float Half = 0.70710678f;

    // The fractional bits of pi choose the signs: any that look random will do.
    private const ulong FlippedSigns = 0x243F6A8885A308D3;

    /// <summary>What numbers are multiplied by before they are turned, and after they are turned back.</summary>
    internal static readonly float[] Signs = [.. Enumerable.Range(0, Size).Select(index => (FlippedSigns >> index & 1) == 0 ? Scale : -Scale)];

    /// <summary>What they are multiplied by on the other side.</summary>
    internal static readonly float[] Ones = [.. Enumerable.Repeat(1f, Size)];

    /// <summary>Turns a group.</summary>
    /// <param name="x">[length].</param>
    /// <param name="length">1 to 4 times <see cref="Size"/>.</param>
    /// <param name="turned">Receives [length]; may be <paramref name="x"/>.</param>
    public static void Turn(float* x, int length, float* turned)
    {
        for (var block = 0; block < length; block += Size)
            Transform(x + block, turned + block, Signs, Ones);
        Mix(turned, length / Size);
    }

    /// <summary>Turns a group by 512-bit vectors, and looks for the largest magnitudes meanwhile: the same bits as <see cref="Turn"/>.</summary>
    /// <returns>What <see cref="RowQuantizer.Largest"/> gives of the turned group.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<int> TurnWidely(float* x, int length, float* turned)
    {
        fixed (float* signs = Signs)
        {
            for (var block = 0; block < length; block += Size)
            {
                float* from = x + block, to = turned + block;
                var a = Avx512F.Multiply(Avx512F.LoadVector512(from), Avx512F.LoadVector512(signs));
                var b = Avx512F.Multiply(Avx512F.LoadVector512(from + 16), Avx512F.LoadVector512(signs + 16));
                var c = Avx512F.Multiply(Avx512F.LoadVector512(from + 32), Avx512F.LoadVector512(signs + 32));
                var d = Avx512F.Multiply(Avx512F.LoadVector512(from + 48), Avx512F.LoadVector512(signs + 48));
                TransformWide(ref a, ref b, ref c, ref d);
                Avx512F.Store(to, a);
                Avx512F.Store(to + 16, b);
                Avx512F.Store(to + 32, c);
                Avx512F.Store(to + 48, d);
            }
        }

        var blocks = length / Size;
        var largest = Vector512<int>.Zero;
        var share = Vector512.Create(2f / blocks);
        for (var place = turned; place < turned + Size; place += Vector512<float>.Count)
        {
            var first = Avx512F.LoadVector512(place);
            if (blocks <= 2)
            {
                if (blocks == 2)
                {
                    var (half, second) = (Vector512.Create(Half), Avx512F.LoadVector512(place + Size));
                    (first, second) = (Avx512F.Multiply(Avx512F.Add(first, second), half), Avx512F.Multiply(Avx512F.Subtract(first, second), half));
                    Avx512F.Store(place, first);
                    Avx512F.Store(place + Size, second);
                    largest = RowQuantizer.Larger(largest, second);
                }

                largest = RowQuantizer.Larger(largest, first);
                continue;
            }

            var sum = first;
            for (var block = place + Size; block < turned + length; block += Size)
                sum = Avx512F.Add(sum, Avx512F.LoadVector512(block));
            sum = Avx512F.Multiply(sum, share);
            for (var block = place; block < turned + length; block += Size)
            {
                var mixed = Avx512F.Subtract(Avx512F.LoadVector512(block), sum);
                Avx512F.Store(block, mixed);
                largest = RowQuantizer.Larger(largest, mixed);
            }
        }

        return largest;
    }

    /// <summary>Turns a group back, in place.</summary>
    public static void TurnBack(float* turned, int length)
    {
        Mix(turned, length / Size);
        for (var block = 0; block < length; block += Size)
            Transform(turned + block, turned + block, Ones, Signs);
    }

    // Each block gets a share of every other; the same again undoes it. Two blocks: sum and difference. More: the reflection that leaves none with more than two thirds of its own.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Mix(float* x, int blocks)
    {
        for (var place = x; blocks > 1 && place < x + Size; place += Vector256<float>.Count)
        {
            if (blocks == 2)
            {
                Vector256<float> a = Vector256.Load(place), b = Vector256.Load(place + Size);
                ((a + b) * Half).Store(place);
                ((a - b) * Half).Store(place + Size);
                continue;
            }

            var sum = Vector256.Load(place);
            for (var block = 1; block < blocks; block++)
                sum += Vector256.Load(place + (block * Size));
            sum *= 2f / blocks;
            for (var block = 0; block < blocks; block++)
                (Vector256.Load(place + (block * Size)) - sum).Store(place + (block * Size));
        }
    }

    private static void Transform(float* x, float* y, float[] before, float[] after)
    {
        if (Avx512F.IsSupported)
            TransformWidely(x, y, before, after);
        else
            TransformNarrowly(x, y, before, after);
    }

    /// <summary>By 512-bit vectors: the same sums and differences in the same order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void TransformWidely(float* x, float* y, float[] before, float[] after)
    {
        fixed (float* first = before, last = after)
        {
            var a = Avx512F.Multiply(Avx512F.LoadVector512(x), Avx512F.LoadVector512(first));
            var b = Avx512F.Multiply(Avx512F.LoadVector512(x + 16), Avx512F.LoadVector512(first + 16));
            var c = Avx512F.Multiply(Avx512F.LoadVector512(x + 32), Avx512F.LoadVector512(first + 32));
            var d = Avx512F.Multiply(Avx512F.LoadVector512(x + 48), Avx512F.LoadVector512(first + 48));
            TransformWide(ref a, ref b, ref c, ref d);
            Avx512F.Store(y, Avx512F.Multiply(a, Avx512F.LoadVector512(last)));
            Avx512F.Store(y + 16, Avx512F.Multiply(b, Avx512F.LoadVector512(last + 16)));
            Avx512F.Store(y + 32, Avx512F.Multiply(c, Avx512F.LoadVector512(last + 32)));
            Avx512F.Store(y + 48, Avx512F.Multiply(d, Avx512F.LoadVector512(last + 48)));
        }
    }

    /// <summary>By 256-bit vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void TransformNarrowly(float* x, float* y, float[] before, float[] after)
    {
        ref var first = ref before[0];
        var a = Within(Vector256.Load(x) * Vector256.LoadUnsafe(ref first));
        var b = Within(Vector256.Load(x + 8) * Vector256.LoadUnsafe(ref first, 8));
        var c = Within(Vector256.Load(x + 16) * Vector256.LoadUnsafe(ref first, 16));
        var d = Within(Vector256.Load(x + 24) * Vector256.LoadUnsafe(ref first, 24));
        var e = Within(Vector256.Load(x + 32) * Vector256.LoadUnsafe(ref first, 32));
        var f = Within(Vector256.Load(x + 40) * Vector256.LoadUnsafe(ref first, 40));
        var g = Within(Vector256.Load(x + 48) * Vector256.LoadUnsafe(ref first, 48));
        var h = Within(Vector256.Load(x + 56) * Vector256.LoadUnsafe(ref first, 56));
        (a, b, c, d, e, f, g, h) = (a + b, a - b, c + d, c - d, e + f, e - f, g + h, g - h);
        (a, b, c, d, e, f, g, h) = (a + c, b + d, a - c, b - d, e + g, f + h, e - g, f - h);
        (a, b, c, d, e, f, g, h) = (a + e, b + f, c + g, d + h, a - e, b - f, c - g, d - h);
        ref var last = ref after[0];
        (a * Vector256.LoadUnsafe(ref last)).Store(y);
        (b * Vector256.LoadUnsafe(ref last, 8)).Store(y + 8);
        (c * Vector256.LoadUnsafe(ref last, 16)).Store(y + 16);
        (d * Vector256.LoadUnsafe(ref last, 24)).Store(y + 24);
        (e * Vector256.LoadUnsafe(ref last, 32)).Store(y + 32);
        (f * Vector256.LoadUnsafe(ref last, 40)).Store(y + 40);
        (g * Vector256.LoadUnsafe(ref last, 48)).Store(y + 48);
        (h * Vector256.LoadUnsafe(ref last, 56)).Store(y + 56);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransformWide(ref Vector512<float> a, ref Vector512<float> b, ref Vector512<float> c, ref Vector512<float> d)
    {
        (a, b, c, d) = (WithinWide(a), WithinWide(b), WithinWide(c), WithinWide(d));
        (a, b, c, d) = (Avx512F.Add(a, b), Avx512F.Subtract(a, b), Avx512F.Add(c, d), Avx512F.Subtract(c, d));
        (a, b, c, d) = (Avx512F.Add(a, c), Avx512F.Add(b, d), Avx512F.Subtract(a, c), Avx512F.Subtract(b, d));
    }

    // The four stages among the lanes of one vector. A number times one or minus one, added to its neighbour, is rounded once: the sum or the difference.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> WithinWide(Vector512<float> x)
    {
        x = Avx512F.FusedMultiplyAdd(x, Vector512.Create(1f, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1), Avx512F.Permute4x32(x, 0b10_11_00_01));
        x = Avx512F.FusedMultiplyAdd(x, Vector512.Create(1f, 1, -1, -1, 1, 1, -1, -1, 1, 1, -1, -1, 1, 1, -1, -1), Avx512F.Permute4x32(x, 0b01_00_11_10));
        x = Avx512F.FusedMultiplyAdd(x, Vector512.Create(1f, 1, 1, 1, -1, -1, -1, -1, 1, 1, 1, 1, -1, -1, -1, -1), Avx512F.Shuffle4x128(x, x, 0b10_11_00_01));
        return Avx512F.FusedMultiplyAdd(x, Vector512.Create(1f, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1, -1), Avx512F.Shuffle4x128(x, x, 0b01_00_11_10));
    }

    // The three stages among the lanes of one vector.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Within(Vector256<float> x)
    {
        const int Minus = int.MinValue;
        x = Vector256.Shuffle(x, Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6)) + (x.AsInt32() ^ Vector256.Create(0, Minus, 0, Minus, 0, Minus, 0, Minus)).AsSingle();
        x = Vector256.Shuffle(x, Vector256.Create(2, 3, 0, 1, 6, 7, 4, 5)) + (x.AsInt32() ^ Vector256.Create(0, 0, Minus, Minus, 0, 0, Minus, Minus)).AsSingle();
        return Vector256.Shuffle(x, Vector256.Create(4, 5, 6, 7, 0, 1, 2, 3)) + (x.AsInt32() ^ Vector256.Create(0, 0, 0, 0, Minus, Minus, Minus, Minus)).AsSingle();
    }
}
