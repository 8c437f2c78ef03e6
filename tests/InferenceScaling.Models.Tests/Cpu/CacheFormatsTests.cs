using System.Runtime.Intrinsics;
using InferenceScaling.Models.Cpu;

namespace InferenceScaling.Models.Tests.Cpu;

public sealed unsafe class CacheFormatsTests
{
    [Theory]
    [InlineData(1.00390625f, 1f)]
    [InlineData(1.01171875f, 1.015625f)]
    [InlineData(-3.14159274f, -3.140625f)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(float.NaN, float.NaN)]
    public void Bf16_is_the_nearest_ties_to_even(float value, float expected)
    {
        BitConverter.UInt32BitsToSingle((uint)CacheFormats.Halve(value) << 16).Should().Be(expected);
        CacheFormats.Round(&value, 1);
        value.Should().Be(expected);
    }

    [Fact]
    public void Many_are_rounded_like_one()
    {
        // Ties, numbers around them, infinities, NaN and the smallest there are, and a count that leaves some over.
        float[] numbers = [.. new uint[] { 0, 1, 0x3F808000, 0x3F808001, 0x3F818000, 0x3F817FFF, 0x7F7FFFFF, 0x7F800000, 0xFF800000, 0x7F800001, 0xFFC00000, 0x80000001 }.Select(BitConverter.UInt32BitsToSingle).Concat(Enumerable.Range(0, 39).Select(index => MathF.Sin(index) * MathF.Pow(10, index - 20)))];
        var expected = numbers.Select(CacheFormats.Halve).ToArray();
        fixed (float* all = numbers)
        {
            var sixteen = CacheFormats.Halve(Vector512.Load(all));
            for (var index = 0; index < 16; index++)
                sixteen[index].Should().Be(expected[index]);
            CacheFormats.Round(all, numbers.Length);
        }

        numbers.Select(BitConverter.SingleToUInt32Bits).Should().Equal(expected.Select(half => (uint)half << 16));
    }

    [Fact]
    public void Eight_bits_come_back_within_half_a_step_of_their_token()
    {
        const int Dimensions = 48, Tokens = KeyValuePages.PageSize;
        var keys = stackalloc sbyte[Dimensions * Tokens];
        var values = stackalloc sbyte[Dimensions * Tokens];
        var scales = stackalloc float[Tokens];
        var numbers = Enumerable.Range(0, Tokens * Dimensions).Select(index => MathF.Sin(index) * (1 + (index / Dimensions))).ToArray();
        var (columns, rows) = (new float[Tokens * Dimensions], new float[Tokens * Dimensions]);
        fixed (float* source = numbers, byDimension = columns, byToken = rows)
        {
            for (var token = 0; token < Tokens; token++)
            {
                scales[token] = CacheFormats.Quantize(source + (token * Dimensions), Dimensions, keys + token, Tokens);
                CacheFormats.Quantize(source + (token * Dimensions), Dimensions, values + (token * Dimensions), 1).Should().Be(scales[token]);
            }

            CacheFormats.ScaleColumns(keys, scales, Dimensions, byDimension);
            CacheFormats.ScaleRows(values, scales, Dimensions, byToken);
        }

        for (var token = 0; token < Tokens; token++)
        {
            for (var dimension = 0; dimension < Dimensions; dimension++)
            {
                var expected = numbers[(token * Dimensions) + dimension];
                rows[(token * Dimensions) + dimension].Should().BeApproximately(expected, scales[token] * 0.501f);
                columns[(dimension * Tokens) + token].Should().Be(rows[(token * Dimensions) + dimension]);
            }
        }
    }
}
