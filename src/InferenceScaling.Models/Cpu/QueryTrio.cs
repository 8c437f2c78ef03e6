using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static InferenceScaling.Models.Cpu.QueryQuartet;

namespace InferenceScaling.Models.Cpu;

/// <summary><see cref="QueryQuartet"/> for three queries: many models have three query heads for a key-value head.</summary>
internal static unsafe class QueryTrio
{
    /// <summary>Scores of three queries with the 16 keys of a page.</summary>
    /// <param name="queries">Three of [size], already scaled.</param>
    /// <param name="keys">[size, 16].</param>
    /// <param name="size">Width of a head, a multiple of 4.</param>
    /// <param name="scores">Three of [positions].</param>
    /// <param name="from">The position of the page's first token, from which each receives 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Score(float** queries, float* keys, int size, float** scores, int from)
    {
        Vector512<float> a0 = default, b0 = default, c0 = default, d0 = default;
        Vector512<float> a1 = default, b1 = default, c1 = default, d1 = default;
        Vector512<float> a2 = default, b2 = default, c2 = default, d2 = default;
        float* q0 = queries[0], q1 = queries[1], q2 = queries[2];
        for (nint index = 0; index < size; index += 4)
        {
            var key = Avx512F.LoadVector512(keys + (index * 16));
            a0 = Add(q0 + index, key, a0);
            a1 = Add(q1 + index, key, a1);
            a2 = Add(q2 + index, key, a2);
            key = Avx512F.LoadVector512(keys + ((index * 16) + 16));
            b0 = Add(q0 + index + 1, key, b0);
            b1 = Add(q1 + index + 1, key, b1);
            b2 = Add(q2 + index + 1, key, b2);
            key = Avx512F.LoadVector512(keys + ((index * 16) + 32));
            c0 = Add(q0 + index + 2, key, c0);
            c1 = Add(q1 + index + 2, key, c1);
            c2 = Add(q2 + index + 2, key, c2);
            key = Avx512F.LoadVector512(keys + ((index * 16) + 48));
            d0 = Add(q0 + index + 3, key, d0);
            d1 = Add(q1 + index + 3, key, d1);
            d2 = Add(q2 + index + 3, key, d2);
        }

        Avx512F.Store(scores[0] + from, Avx512F.Add(Avx512F.Add(a0, b0), Avx512F.Add(c0, d0)));
        Avx512F.Store(scores[1] + from, Avx512F.Add(Avx512F.Add(a1, b1), Avx512F.Add(c1, d1)));
        Avx512F.Store(scores[2] + from, Avx512F.Add(Avx512F.Add(a2, b2), Avx512F.Add(c2, d2)));
    }

    /// <summary>outputs[0…63] += Σ probability · value, token by token, for three queries.</summary>
    /// <param name="probabilities">Three of [positions].</param>
    /// <param name="from">The first token's position.</param>
    /// <param name="values">The page.</param>
    /// <param name="first">Where in it the first token's numbers begin.</param>
    /// <param name="stride">From one token's numbers to the next's.</param>
    /// <param name="count">Tokens.</param>
    /// <param name="outputs">Three rows.</param>
    /// <param name="column">Where in them to add.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Accumulate64(float** probabilities, int from, float* values, nint first, int stride, int count, float** outputs, int column)
    {
        float* o0 = outputs[0] + column, o1 = outputs[1] + column, o2 = outputs[2] + column;
        Vector512<float> a0 = Avx512F.LoadVector512(o0), b0 = Avx512F.LoadVector512(o0 + 16), c0 = Avx512F.LoadVector512(o0 + 32), d0 = Avx512F.LoadVector512(o0 + 48);
        Vector512<float> a1 = Avx512F.LoadVector512(o1), b1 = Avx512F.LoadVector512(o1 + 16), c1 = Avx512F.LoadVector512(o1 + 32), d1 = Avx512F.LoadVector512(o1 + 48);
        Vector512<float> a2 = Avx512F.LoadVector512(o2), b2 = Avx512F.LoadVector512(o2 + 16), c2 = Avx512F.LoadVector512(o2 + 32), d2 = Avx512F.LoadVector512(o2 + 48);
        float* p0 = probabilities[0] + from, p1 = probabilities[1] + from, p2 = probabilities[2] + from;
        for (var token = 0; token < count; token++, first += stride)
        {
            Vector512<float> a = Avx512F.LoadVector512(values + first), b = Avx512F.LoadVector512(values + first + 16), c = Avx512F.LoadVector512(values + first + 32), d = Avx512F.LoadVector512(values + first + 48);
            var p = Broadcast(p0 + token);
            a0 = Avx512F.FusedMultiplyAdd(p, a, a0);
            b0 = Avx512F.FusedMultiplyAdd(p, b, b0);
            c0 = Avx512F.FusedMultiplyAdd(p, c, c0);
            d0 = Avx512F.FusedMultiplyAdd(p, d, d0);
            p = Broadcast(p1 + token);
            a1 = Avx512F.FusedMultiplyAdd(p, a, a1);
            b1 = Avx512F.FusedMultiplyAdd(p, b, b1);
            c1 = Avx512F.FusedMultiplyAdd(p, c, c1);
            d1 = Avx512F.FusedMultiplyAdd(p, d, d1);
            p = Broadcast(p2 + token);
            a2 = Avx512F.FusedMultiplyAdd(p, a, a2);
            b2 = Avx512F.FusedMultiplyAdd(p, b, b2);
            c2 = Avx512F.FusedMultiplyAdd(p, c, c2);
            d2 = Avx512F.FusedMultiplyAdd(p, d, d2);
        }

        Store(o0, a0, b0, c0, d0);
        Store(o1, a1, b1, c1, d1);
        Store(o2, a2, b2, c2, d2);
    }
}
