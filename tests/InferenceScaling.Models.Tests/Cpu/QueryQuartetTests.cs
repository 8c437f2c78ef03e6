using InferenceScaling.Models.Cpu;

namespace InferenceScaling.Models.Tests.Cpu;

public sealed unsafe class QueryQuartetTests
{
    private const int Tokens = 16;
    private const int Stride = 128;

    private delegate void Scoring(float** queries, float* keys, int size, float** scores, int from);

    private delegate void Mixing(float** probabilities, int from, float* values, nint first, int stride, int count, float** outputs, int column);

    [Theory]
    [InlineData(16)]
    [InlineData(64)]
    [InlineData(100)]
    public void Queries_together_get_the_bits_of_each_alone(int size)
    {
        if (!QueryQuartet.IsSupported)
            return;
        var (keys, values) = (Numbers(size * Tokens, 1), Numbers(Tokens * Stride, 2));
        fixed (float* k = keys, v = values)
        {
            int[] alone;
            foreach (var quartets in new[] { 1, 3 })
            {
                alone = Alone(4 * quartets, size, k, v);
                Together(4 * quartets, size, k, v, Fours(quartets), MixedFours(quartets)).Should().Equal(alone);
            }

            alone = Alone(3, size, k, v);
            Together(3, size, k, v, QueryTrio.Score, QueryTrio.Accumulate64).Should().Equal(alone);
        }
    }

    private static Scoring Fours(int quartets) =>
        (queries, keys, size, scores, from) => QueryQuartet.Score(queries, keys, size, scores, from, quartets);

    private static Mixing MixedFours(int quartets) =>
        (probabilities, from, values, first, stride, count, outputs, column) => QueryQuartet.Accumulate64(probabilities, from, values, first, stride, count, outputs, column, quartets);

    private static int[] Alone(int count, int size, float* keys, float* values)
    {
        var (queries, scores, mixed) = (Numbers(count * size, 3), new float[count * Tokens], Numbers(count * Stride, 4));
        fixed (float* q = queries, s = scores, m = mixed)
        {
            for (var member = 0; member < count; member++)
            {
                PagedAttention.Score(q + (member * size), keys, size, s + (member * Tokens));
                PagedAttention.Accumulate64(s + (member * Tokens) + 3, values + (3 * Stride) + 64, Stride, 9, m + (member * Stride) + 64);
            }
        }

        return Bits(scores, mixed);
    }

    private static int[] Together(int count, int size, float* keys, float* values, Scoring score, Mixing mix)
    {
        var (queries, scores, mixed) = (Numbers(count * size, 3), new float[count * Tokens], Numbers(count * Stride, 4));
        fixed (float* q = queries, s = scores, m = mixed)
        {
            var query = stackalloc float*[count];
            var score16 = stackalloc float*[count];
            var output = stackalloc float*[count];
            for (var member = 0; member < count; member++)
            {
                query[member] = q + (member * size);
                score16[member] = s + (member * Tokens) - 5;
                output[member] = m + (member * Stride);
            }

            score(query, keys, size, score16, 5);
            mix(score16, 8, values, (3 * Stride) + 64, Stride, 9, output, 64);
        }

        return Bits(scores, mixed);
    }

    private static int[] Bits(float[] scores, float[] mixed) => [.. scores.Concat(mixed).Select(BitConverter.SingleToInt32Bits)];

    private static float[] Numbers(int count, int seed) => [.. Enumerable.Range(0, count).Select(index => MathF.Sin((index * 1.37f) + seed))];
}
