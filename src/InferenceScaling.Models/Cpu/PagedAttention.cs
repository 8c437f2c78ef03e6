using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferenceScaling.Models.Cpu;

/// <summary>Attention of one query head over pages of keys and values. The order of every sum follows positions, so it does not matter how a context is cut into segments, pages or batches.</summary>
internal static unsafe class PagedAttention
{
    /// <summary>Scores of a query with the 16 keys of a page: one chain of multiply-adds a token.</summary>
    /// <param name="query">[size], already scaled.</param>
    /// <param name="keys">[size, 16].</param>
    /// <param name="size">Width of a head.</param>
    /// <param name="scores">Receives 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Score(float* query, float* keys, int size, float* scores)
    {
        Vector512<float> a = default, b = default, c = default, d = default;
        var index = 0;
        for (; index + 4 <= size; index += 4, keys += 64)
        {
            a = Vector512.MultiplyAddEstimate(Vector512.Create(query[index]), Vector512.Load(keys), a);
            b = Vector512.MultiplyAddEstimate(Vector512.Create(query[index + 1]), Vector512.Load(keys + 16), b);
            c = Vector512.MultiplyAddEstimate(Vector512.Create(query[index + 2]), Vector512.Load(keys + 32), c);
            d = Vector512.MultiplyAddEstimate(Vector512.Create(query[index + 3]), Vector512.Load(keys + 48), d);
        }

        for (; index < size; index++, keys += 16)
            a = Vector512.MultiplyAddEstimate(Vector512.Create(query[index]), Vector512.Load(keys), a);
        (a + b + (c + d)).Store(scores);
    }

    /// <summary>Turns scores into unnormalised probabilities.</summary>
    /// <param name="scores">The scores, with room for 16 more after them.</param>
    /// <param name="count">How many.</param>
    /// <param name="softCap">0 for none.</param>
    /// <param name="rounds">Whether each is rounded to bf16, before they are added up: what values are multiplied by then adds up to one.</param>
    /// <returns>Their sum.</returns>
    public static float Exponentiate(float* scores, int count, float softCap, bool rounds)
    {
        Prepare(scores, count, softCap);
        return Vector512.IsHardwareAccelerated ? ExponentiateWidely(scores, count, rounds) : ExponentiateNarrowly(scores, count, rounds);
    }

    /// <summary>The same, rounded to bf16, written from the last to the first: two neighbours are a pair, the earlier in its upper half.</summary>
    /// <param name="scores">The scores, with room for 16 more after them.</param>
    /// <param name="count">How many.</param>
    /// <param name="softCap">0 for none.</param>
    /// <param name="end">Receives the probabilities below it, and below them up to 15 zeros.</param>
    /// <returns>Their sum.</returns>
    public static float ExponentiateBackwards(float* scores, int count, float softCap, ushort* end)
    {
        Prepare(scores, count, softCap);
        return ExponentiateBackwards(scores, count, end);
    }

    /// <summary>By 512-bit vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static float ExponentiateWidely(float* scores, int count, bool rounds)
    {
        var shift = Largest(scores, count);
        Vector512<float> sum = default;
        for (var index = 0; index < count; index += 16)
        {
            var values = Exponential.Invoke(Vector512.Load(scores + index) - shift);
            if (rounds)
                values = CacheFormats.Round(values);
            values.Store(scores + index);
            sum += values;
        }

        return Vector256.Sum(sum.GetLower() + sum.GetUpper());
    }

    /// <summary>By 256-bit vectors: the same sums in the same order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static float ExponentiateNarrowly(float* scores, int count, bool rounds)
    {
        var (first, second) = (Vector256.Create(float.NegativeInfinity), Vector256.Create(float.NegativeInfinity));
        for (var index = 0; index < count; index += 16)
        {
            first = Vector256.MaxNative(first, Vector256.Load(scores + index));
            second = Vector256.MaxNative(second, Vector256.Load(scores + index + 8));
        }

        var shift = Vector256.Create(Largest(Vector256.Max(first, second)));
        Vector256<float> left = default, right = default;
        for (var index = 0; index < count; index += 16)
        {
            var (low, high) = (Exponential.Invoke(Vector256.Load(scores + index) - shift), Exponential.Invoke(Vector256.Load(scores + index + 8) - shift));
            if (rounds)
                (low, high) = (CacheFormats.Round(low), CacheFormats.Round(high));
            low.Store(scores + index);
            high.Store(scores + index + 8);
            left += low;
            right += high;
        }

        return Vector256.Sum(left + right);
    }

    /// <summary>output[0…63] += Σ probability · value, token by token.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Accumulate64(float* probabilities, float* values, int stride, int count, float* output)
    {
        var a = Vector512.Load(output);
        var b = Vector512.Load(output + 16);
        var c = Vector512.Load(output + 32);
        var d = Vector512.Load(output + 48);
        for (var token = 0; token < count; token++, values += stride)
        {
            var p = Vector512.Create(probabilities[token]);
            a = Vector512.MultiplyAddEstimate(p, Vector512.Load(values), a);
            b = Vector512.MultiplyAddEstimate(p, Vector512.Load(values + 16), b);
            c = Vector512.MultiplyAddEstimate(p, Vector512.Load(values + 32), c);
            d = Vector512.MultiplyAddEstimate(p, Vector512.Load(values + 48), d);
        }

        a.Store(output);
        b.Store(output + 16);
        c.Store(output + 32);
        d.Store(output + 48);
    }

    /// <summary>output[0…31] += Σ probability · value, token by token.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Accumulate32(float* probabilities, float* values, int stride, int count, float* output)
    {
        var a = Vector512.Load(output);
        var b = Vector512.Load(output + 16);
        for (var token = 0; token < count; token++, values += stride)
        {
            var p = Vector512.Create(probabilities[token]);
            a = Vector512.MultiplyAddEstimate(p, Vector512.Load(values), a);
            b = Vector512.MultiplyAddEstimate(p, Vector512.Load(values + 16), b);
        }

        a.Store(output);
        b.Store(output + 16);
    }

    /// <summary>output[0…15] += Σ probability · value, token by token.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Accumulate16(float* probabilities, float* values, int stride, int count, float* output)
    {
        var a = Vector512.Load(output);
        for (var token = 0; token < count; token++, values += stride)
            a = Vector512.MultiplyAddEstimate(Vector512.Create(probabilities[token]), Vector512.Load(values), a);
        a.Store(output);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float ExponentiateBackwards(float* scores, int count, ushort* end)
    {
        var backwards = Vector512.Create(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
        var shift = Largest(scores, count);
        Vector512<float> sum = default;
        for (var index = 0; index < count; index += 16)
        {
            var values = CacheFormats.Round(Exponential.Invoke(Vector512.Load(scores + index) - shift));
            Avx512F.ConvertToVector256UInt16(Avx512F.PermuteVar16x32(values.AsInt32(), backwards).AsUInt32() >>> 16).Store(end - index - 16);
            sum += values;
        }

        return Vector256.Sum(sum.GetLower() + sum.GetUpper());
    }

    private static void Prepare(float* scores, int count, float softCap)
    {
        if (softCap > 0)
        {
            var span = new Span<float>(scores, count);
            TensorPrimitives.Divide(span, softCap, span);
            TensorPrimitives.Tanh(span, span);
            TensorPrimitives.Multiply(span, softCap, span);
        }

        new Span<float>(scores + count, 16).Fill(float.NegativeInfinity);
    }

    // The processor's own maximum may lose a NaN; the exponentials do not.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Largest(float* scores, int count)
    {
        var largest = Vector512.Create(float.NegativeInfinity);
        for (var index = 0; index < count; index += 16)
            largest = Vector512.MaxNative(largest, Vector512.Load(scores + index));
        return Vector512.Create(Largest(Vector256.Max(largest.GetLower(), largest.GetUpper())));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Largest(Vector256<float> values)
    {
        var four = Vector128.Max(values.GetLower(), values.GetUpper());
        four = Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        return MathF.Max(four[0], four[1]);
    }
}
