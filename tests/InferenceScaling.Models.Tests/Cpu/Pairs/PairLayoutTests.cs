using InferenceScaling.Models.Cpu;
using InferenceScaling.Models.Cpu.Pairs;

namespace InferenceScaling.Models.Tests.Cpu.Pairs;

public sealed unsafe class PairLayoutTests
{
    private const int Tokens = KeyValuePages.PageSize;

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(64)]
    [InlineData(100)]
    public void Keys_and_values_come_back_whatever_order_they_came_in(int size)
    {
        var stride = (size + 15) / 16 * 16;
        using NativeBuffer keys = new(PairLayout.KeyWidth(size) * Tokens / 2), values = new(stride * Tokens / 2), wide = new(stride * Tokens);
        var row = new float[size];
        foreach (var token in Enumerable.Range(0, Tokens).OrderBy(token => token * 7 % Tokens))
        {
            for (var index = 0; index < size; index++)
                row[index] = Number(token, index);
            fixed (float* numbers = row)
            {
                PairLayout.StoreKey(numbers, size, (uint*)keys.Pointer, token);
                PairLayout.StoreValue(numbers, size, (ushort*)values.Pointer, stride, token);
            }
        }

        PairLayout.WidenKeys((uint*)keys.Pointer, size, wide.Pointer);
        for (var token = 0; token < Tokens; token++)
        {
            for (var index = 0; index < size; index++)
                wide.Pointer[(index * Tokens) + token].Should().Be(Number(token, index));
        }

        PairLayout.WidenValues((uint*)values.Pointer, stride, wide.Pointer);
        for (var token = 0; token < Tokens; token++)
        {
            for (var index = 0; index < stride; index++)
                wide.Pointer[(token * stride) + index].Should().Be(index < size ? Number(token, index) : 0);
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(64)]
    [InlineData(80)]
    public void Dimensions_that_one_sum_takes_up_are_a_pair_the_earlier_in_the_upper_half(int size)
    {
        var numbers = Enumerable.Range(0, size).Select(index => Number(0, index)).ToArray();
        var pairs = new uint[size / 2];
        fixed (float* source = numbers)
        {
            fixed (uint* target = pairs)
                PairLayout.Pack(source, numbers.Length, target);
        }

        var earlier = Enumerable.Range(0, size).Where(index => index % 8 < 4);
        pairs.Select(pair => (Upper(pair >> 16), Upper(pair & 0xFFFF))).Should().Equal(earlier.Select(index => (numbers[index], numbers[index + 4])));

        static float Upper(uint half) => BitConverter.UInt32BitsToSingle(half << 16);
    }

    // Whole numbers up to 256 are bf16.
    private static float Number(int token, int index) => (((token * 37) + (index * 11)) % 511) - 255;
}
