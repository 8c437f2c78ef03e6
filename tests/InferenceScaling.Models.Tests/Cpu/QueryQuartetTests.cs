using InferenceScaling.Models.Cpu;

namespace InferenceScaling.Models.Tests.Cpu;

public sealed unsafe class QueryQuartetTests
{
    [Theory]
    [InlineData(16)]
    [InlineData(64)]
    [InlineData(100)]
    public void Four_queries_at_once_get_the_bits_of_each_alone(int size)
    {
        if (!QueryQuartet.IsSupported)
            return;
        const int Tokens = 16, Stride = 128;
        var keys = Numbers(size * Tokens, 1);
        var values = Numbers(Tokens * Stride, 2);
        var queries = Numbers(4 * size, 3);
        var (alone, together) = (new float[4 * Tokens], new float[4 * Tokens]);
        var (mixedAlone, mixedTogether) = (Numbers(4 * Stride, 4), Numbers(4 * Stride, 4));
        fixed (float* k = keys, v = values, q = queries, a = alone, t = together, ma = mixedAlone, mt = mixedTogether)
        {
            var query = stackalloc float*[4];
            var scores = stackalloc float*[4];
            var mixed = stackalloc float*[4];
            for (var member = 0; member < 4; member++)
            {
                query[member] = q + (member * size);
                scores[member] = t + (member * Tokens);
                mixed[member] = mt + (member * Stride);
                PagedAttention.Score(q + (member * size), k, size, a + (member * Tokens));
                PagedAttention.Accumulate64(a + (member * Tokens) + 3, v + (3 * Stride) + 64, Stride, 9, ma + (member * Stride) + 64);
            }

            QueryQuartet.Score(query, k, size, scores);
            QueryQuartet.Accumulate64(scores, 3, v + (3 * Stride) + 64, Stride, 9, mixed, 64);
        }

        together.Select(BitConverter.SingleToInt32Bits).Should().Equal(alone.Select(BitConverter.SingleToInt32Bits));
        mixedTogether.Select(BitConverter.SingleToInt32Bits).Should().Equal(mixedAlone.Select(BitConverter.SingleToInt32Bits));
    }

    private static float[] Numbers(int count, int seed) => [.. Enumerable.Range(0, count).Select(index => MathF.Sin((index * 1.37f) + seed))];
}
