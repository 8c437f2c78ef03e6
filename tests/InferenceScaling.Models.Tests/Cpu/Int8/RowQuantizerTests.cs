using System.Runtime.Intrinsics.X86;
using InferenceScaling.Models.Cpu.Int8;

namespace InferenceScaling.Models.Tests.Cpu.Int8;

public sealed unsafe class RowQuantizerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(200)]
    public void Numbers_become_the_nearest_of_their_groups_255_steps_ties_to_even(int width)
    {
        var row = Enumerable.Range(0, width).Select(index => MathF.Sin((index + 1) * 1.7f) * (1 + (index % 5))).ToArray();
        using var rows = Quantize(row);
        foreach (var (group, numbers) in row.Chunk(32).Index())
        {
            var largest = numbers.Max(MathF.Abs);
            rows.Units[group].Scale.Should().Be(largest / 127);
            var expected = numbers.Select(value => (sbyte)MathF.Round(value * (127 / largest))).ToArray();
            var found = new ReadOnlySpan<sbyte>(rows.Values + (group * 32), 32).ToArray();
            found[..numbers.Length].Should().Equal(expected);
            found[numbers.Length..].Should().AllBeEquivalentTo((sbyte)0);
            rows.Units[group].Correction.Should().Be(-128 * expected.Sum(value => value));
        }
    }

    [Fact]
    public void The_largest_becomes_127_with_its_sign()
    {
        using var rows = Quantize([2, -4, 0, 1]);
        new ReadOnlySpan<sbyte>(rows.Values, 4).ToArray().Should().Equal((sbyte)64, (sbyte)-127, (sbyte)0, (sbyte)32);
    }

    [Fact]
    public void An_outlier_coarsens_its_own_group_only()
    {
        var row = Enumerable.Repeat(0.5f, 64).ToArray();
        row[3] = 1000;
        using var rows = Quantize(row);
        rows.Values[4].Should().Be(0);
        rows.Values[40].Should().Be(127);
    }

    [Fact]
    public void Zeros_stay_zeros()
    {
        using var rows = Quantize(new float[70]);
        rows.Units[2].Scale.Should().Be(0);
        new ReadOnlySpan<sbyte>(rows.Values, 96).ToArray().Should().AllBeEquivalentTo((sbyte)0);
    }

    [Theory]
    [InlineData(float.NaN, 3)]
    [InlineData(float.NaN, 67)]
    [InlineData(float.PositiveInfinity, 3)]
    [InlineData(float.NegativeInfinity, 67)]
    public void What_is_no_number_shows_in_its_groups_scale(float value, int place)
    {
        var row = new float[70];
        row[5] = 1;
        row[place] = value;
        using var rows = Quantize(row);
        float.IsFinite(rows.Units[place / 32].Scale).Should().BeFalse();
    }

    [Theory]
    [InlineData(64, 1)]
    [InlineData(128, 100)]
    [InlineData(192, 576)]
    [InlineData(256, 300)]
    public void Turned_numbers_are_rounded_like_any_others(int group, int width)
    {
        var row = Enumerable.Range(0, width).Select(index => MathF.Sin((index + 1) * 1.7f) * (1 + (index % 5))).ToArray();
        using var rows = Quantize(row, new(group, IsTurned: true));
        var turned = new float[(width + group - 1) / group * group];
        row.CopyTo(turned, 0);
        fixed (float* numbers = turned)
        {
            for (var first = 0; first < turned.Length; first += group)
                BlockRotation.Turn(numbers + first, group, numbers + first);
        }

        using var plain = Quantize(turned, new(group, IsTurned: false));
        for (var index = 0; index < rows.Groups; index++)
            rows.Units[index].Should().Be(plain.Units[index]);
        new ReadOnlySpan<sbyte>(rows.Values, turned.Length).ToArray().Should().Equal(new ReadOnlySpan<sbyte>(plain.Values, turned.Length).ToArray());
    }

    [SkippableFact]
    public void Wide_and_narrow_vectors_give_the_same_bits()
    {
        Skip.IfNot(Avx512F.IsSupported, "This processor has no 512-bit vectors.");

        // Halves of a step are among them. One group more than are taken together, the last of them not whole.
        var row = Enumerable.Range(0, (8 * 192) + 77).Select(index => index % 3 == 0 ? (index % 192) - 96.5f : MathF.Sin(index) * 127).ToArray();
        foreach (var layout in new[] { new Int8Layout(192, IsTurned: true), new Int8Layout(192, IsTurned: false), Int8Layout.Stored })
        {
            var groups = layout.Groups(row.Length);
            var (wide, narrow) = (new sbyte[groups * layout.Group], new sbyte[groups * layout.Group]);
            var (wideUnits, narrowUnits) = (new Int8Unit[groups], new Int8Unit[groups]);
            fixed (float* source = row)
            {
                fixed (sbyte* one = wide, other = narrow)
                {
                    fixed (Int8Unit* oneUnits = wideUnits, otherUnits = narrowUnits)
                    {
                        RowQuantizer.Quantize(source, row.Length, layout, one, oneUnits);
                        RowQuantizer.QuantizeNarrowly(source, row.Length, layout, other, otherUnits);
                    }
                }
            }

            wideUnits.Should().Equal(narrowUnits);
            wide.Should().Equal(narrow);
        }
    }

    private static QuantizedRows Quantize(float[] row, Int8Layout? layout = null)
    {
        var rows = new QuantizedRows();
        rows.Resize(1, row.Length, layout ?? Int8Layout.Stored);
        fixed (float* source = row)
            rows.Set(0, source);
        return rows;
    }
}
