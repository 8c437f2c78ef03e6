using InferenceScaling.Models.Cpu.Int8;

namespace InferenceScaling.Models.Tests.Cpu.Int8;

public sealed unsafe class RowQuantizerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(200)]
    public void Numbers_become_the_nearest_of_255_steps_ties_to_even(int width)
    {
        var row = Enumerable.Range(0, width).Select(index => MathF.Sin((index + 1) * 1.7f) * (1 + (index % 5))).ToArray();
        var (scale, values) = Quantize(row);
        scale.Should().Be(row.Max(MathF.Abs) / 127);
        values[..width].Should().Equal(row.Select(value => (byte)(128 + MathF.Round(value * (127 / row.Max(MathF.Abs))))));
        values[width..].Should().AllBeEquivalentTo((byte)128);
    }

    [Fact]
    public void The_largest_becomes_127_with_its_sign() => Quantize([2, -4, 0, 1]).Values[..4].Should().Equal((byte)192, (byte)1, (byte)128, (byte)160);

    [Fact]
    public void Zeros_stay_zeros()
    {
        var (scale, values) = Quantize(new float[70]);
        scale.Should().Be(0);
        values.Should().AllBeEquivalentTo((byte)128);
    }

    [Theory]
    [InlineData(float.NaN, 3)]
    [InlineData(float.NaN, 67)]
    [InlineData(float.PositiveInfinity, 3)]
    [InlineData(float.NegativeInfinity, 67)]
    public void What_is_no_number_shows_in_the_scale(float value, int place)
    {
        var row = new float[70];
        row[5] = 1;
        row[place] = value;
        float.IsFinite(Quantize(row).Scale).Should().BeFalse();
    }

    private static (float Scale, byte[] Values) Quantize(float[] row)
    {
        var values = new byte[RowQuantizer.Padded(row.Length)];
        fixed (float* source = row)
        {
            fixed (byte* target = values)
                return (RowQuantizer.Quantize(source, row.Length, target), values);
        }
    }
}
