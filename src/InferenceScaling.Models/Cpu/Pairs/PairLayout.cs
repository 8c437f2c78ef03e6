using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferenceScaling.Models.Cpu.Pairs;

/// <summary>
/// How a page keeps bf16: in pairs, the one that is multiplied first in the upper half. Keys lie [eight dimensions][4][token], dimension d beside d + 4, so that four sums take up the dimensions as they do in fp32;
/// values [two tokens][column].
/// </summary>
internal static unsafe class PairLayout
{
    private const int Tokens = KeyValuePages.PageSize;
    private const int Eight = 8;
    private const int Four = 4;
    private const uint Upper = 0xFFFF_0000;

    /// <summary>Numbers a token's key takes: one for each dimension, up to a whole eight.</summary>
    public static int KeyWidth(int size) => (size + Eight - 1) / Eight * Eight;

    /// <summary>A query in pairs.</summary>
    /// <param name="source">The numbers, rounded to bf16.</param>
    /// <param name="size">How many, a multiple of 8.</param>
    /// <param name="pairs">Receives half as many pairs.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(float* source, int size, uint* pairs)
    {
        var first = 0;
        for (; Avx512F.IsSupported && first + (4 * Eight) <= size; first += 4 * Eight)
        {
            var (left, right) = (Vector512.Load((uint*)source + first), Vector512.Load((uint*)source + first + 16));
            var upper = Avx512F.Shuffle4x128(left, right, 0b10_00_10_00) & Vector512.Create(Upper);
            (upper | (Avx512F.Shuffle4x128(left, right, 0b11_01_11_01) >>> 16)).Store(pairs + (first / 2));
        }

        for (; first < size; first += Eight)
            ((Vector128.Load((uint*)source + first) & Vector128.Create(Upper)) | (Vector128.Load((uint*)source + first + Four) >>> 16)).Store(pairs + (first / 2));
    }

    /// <summary>Puts a token's key into its page.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void StoreKey(float* key, int size, uint* page, int token)
    {
        var padded = stackalloc float[Eight];
        for (var first = 0; first < size; first += Eight)
        {
            var eight = key + first;
            if (size - first < Eight)
            {
                new Span<float>(padded, Eight).Clear();
                new ReadOnlySpan<float>(eight, size - first).CopyTo(new Span<float>(padded, Eight));
                eight = padded;
            }

            var halves = CacheFormats.Halve(Vector256.Load(eight));
            var pairs = (halves.GetLower() << 16) | halves.GetUpper();
            var line = page + (first / 2 * Tokens) + token;
            for (var chain = 0; chain < Four; chain++)
                line[chain * Tokens] = pairs[chain];
        }
    }

    /// <summary>Puts a token's value into its page, zeros behind it. The neighbour's halves stay untouched: another thread may be writing them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void StoreValue(float* value, int size, ushort* page, int stride, int token)
    {
        var column = page + ((long)(token / 2) * stride * 2);
        var index = 0;
        var isFirst = token % 2 == 0;
        if (Avx512BW.IsSupported)
        {
            var half = Vector512.Create(isFirst ? Upper : ~Upper).AsUInt16();
            for (; index + Tokens <= size; index += Tokens)
            {
                var halves = CacheFormats.Halve(Vector512.Load(value + index));
                Avx512BW.MaskStore(column + (2 * index), half, (isFirst ? halves << 16 : halves).AsUInt16());
            }
        }

        column += isFirst ? 1 : 0;
        for (; index < size; index++)
            column[2 * index] = CacheFormats.Halve(value[index]);
        for (; index < stride; index++)
            column[2 * index] = 0;
    }

    /// <summary>A page's keys in fp32, [dimension][token].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WidenKeys(uint* page, int size, float* destination)
    {
        for (var first = 0; first < size; first += Eight)
        {
            for (var chain = 0; chain < Math.Min(Four, size - first); chain++, page += Tokens)
            {
                var pairs = Vector512.Load(page);
                var line = destination + ((first + chain) * Tokens);
                (pairs & Vector512.Create(Upper)).AsSingle().Store(line);
                if (first + chain + Four < size)
                    (pairs << 16).AsSingle().Store(line + (Four * Tokens));
            }
        }
    }

    /// <summary>A page's values in fp32, [token][column].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WidenValues(uint* page, int stride, float* destination)
    {
        for (var token = 0; token < Tokens; token += 2, destination += stride)
        {
            for (var end = destination + stride; destination < end; destination += 16, page += 16)
            {
                var pairs = Vector512.Load(page);
                (pairs & Vector512.Create(Upper)).AsSingle().Store(destination);
                (pairs << 16).AsSingle().Store(destination + stride);
            }
        }
    }
}
