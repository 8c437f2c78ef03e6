using CsCheck;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Gguf;
using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.Models.Checkpoints.Safetensors;
using InferenceScaling.Tests;

namespace InferenceScaling.Models.Tests.Checkpoints;

public sealed class QuantizerTests
{
    [SkippableTheory]
    [InlineData(TensorType.BF16)]
    [InlineData(TensorType.Q8_0)]
    [InlineData(TensorType.Q4_0)]
    public void The_bytes_are_those_of_the_reference(TensorType type)
    {
        var folder = SharedFixtures.Folder("fixtures/gguf/quants");
        using var stored = GgufFile.Open(Path.Combine(folder, $"{type}.gguf"));
        using var sources = SafetensorsFile.Open(Path.Combine(folder, $"{type}.dequant.safetensors"));
        var compared = 0;
        foreach (var (name, entry) in stored.Tensors)
        {
            if (!sources.Tensors.ContainsKey(name + ".source"))
                continue;
            var (values, expected, found) = (new float[entry.ElementCount], new byte[entry.ByteLength], new byte[entry.ByteLength]);
            sources.ReadSingles(name + ".source", 0, values);
            stored.ReadBytes(name, 0, expected);
            Quantizer.FromSingles(type, values, found);

            found.Should().Equal(expected, $"{name} is quantised so");
            compared++;
        }

        compared.Should().BeGreaterThanOrEqualTo(3);
    }

    [Fact]
    public void Q8_0_takes_the_largest_magnitude_for_127_and_rounds_halves_away_from_zero()
    {
        var values = new float[32];
        (values[0], values[1], values[2], values[3], values[4]) = (-127, 0.5f, -0.5f, 2.5f, 0.49f);
        var block = new byte[34];
        Quantizer.FromSingles(TensorType.Q8_0, values, block);

        BitConverter.ToHalf(block).Should().Be((Half)1f);
        block.Skip(2).Take(5).Select(code => (sbyte)code).Should().Equal(-127, 1, -1, 3, 0);
    }

    [Fact]
    public void Q8_0_errs_by_at_most_half_a_code_and_the_rounding_of_the_scale() =>
        Gen.Float[-1000f, 1000f].Array[32].Sample(values =>
        {
            var (block, back) = (new byte[34], new float[32]);
            Quantizer.FromSingles(TensorType.Q8_0, values, block);
            Dequantizer.ToSingles(TensorType.Q8_0, block, back);
            var scale = values.Max(MathF.Abs) / 127;
            var bound = (0.501 * scale) + (scale * 127 * Math.Pow(2, -11)) + 1e-5;
            return values.Zip(back, (before, after) => Math.Abs(before - after)).All(error => error <= bound);
        });

    [Fact]
    public void Q4_0_takes_the_first_value_of_the_largest_magnitude_for_minus_8()
    {
        var values = new float[32];
        (values[0], values[1], values[2], values[16], values[17]) = (0.5f, 4, -4, 1.2f, -0.3f);
        var block = new byte[18];
        Quantizer.FromSingles(TensorType.Q4_0, values, block);

        BitConverter.ToHalf(block).Should().Be((Half)(-0.5f));
        block.Skip(2).Take(4).Should().Equal(0x67, 0x90, 0x8F, 0x88);
    }

    [Fact]
    public void Q4_0_errs_by_at_most_a_code_at_one_end_and_half_a_code_elsewhere() =>
        Gen.Float[-1000f, 1000f].Array[32].Sample(values =>
        {
            var (block, back) = (new byte[18], new float[32]);
            Quantizer.FromSingles(TensorType.Q4_0, values, block);
            Dequantizer.ToSingles(TensorType.Q4_0, block, back);
            var largest = values.MaxBy(MathF.Abs);
            var scale = MathF.Abs(largest) / 8;
            return values.Zip(back).All(pair =>
            {
                var isOtherEnd = pair.First * MathF.Sign(largest) < -7.5f * scale;
                return Math.Abs(pair.First - pair.Second) <= ((isOtherEnd ? 1.001 : 0.501) * scale) + (scale * 8 * Math.Pow(2, -11)) + 1e-5;
            });
        });

    [Theory]
    [InlineData(TensorType.Q8_0)]
    [InlineData(TensorType.Q4_0)]
    public void Codes_and_scales_of_blocks_stand_for_the_numbers_that_they_are_widened_to(TensorType type)
    {
        var (values, blocks, widened, found) = (Enumerable.Range(0, 192).Select(index => MathF.Sin(index) * (1 + (index / 32))).ToArray(), new byte[6 * type.BlockBytes()], new float[192], new float[192]);
        Quantizer.FromSingles(type, values, blocks);
        Dequantizer.ToSingles(type, blocks, widened);
        BlockCodes.Read(type, BlockCodes.FormatOf(type)!.Value, 3, 64, blocks).Dequantize(0, found);

        found.Should().Equal(widened);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(1e6f)]
    public void Q4_0_refuses_what_its_scale_cannot_hold(float value)
    {
        var values = new float[32];
        values[7] = value;

        FluentActions.Invoking(() => Quantizer.FromSingles(TensorType.Q4_0, values, new byte[18])).Should().Throw<ArgumentException>().WithMessage("*finite*524032*");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(1e7f)]
    public void Q8_0_refuses_what_its_scale_cannot_hold(float value)
    {
        var values = new float[32];
        values[7] = value;

        FluentActions.Invoking(() => Quantizer.FromSingles(TensorType.Q8_0, values, new byte[34])).Should().Throw<ArgumentException>().WithMessage("*finite*8319*");
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(1e-44f)]
    [InlineData(-1e-38f)]
    public void Values_too_small_for_a_scale_become_zeros(float value)
    {
        var (values, block, back) = (new float[32], new byte[34], new float[32]);
        Array.Fill(values, value);
        Quantizer.FromSingles(TensorType.Q8_0, values, block);
        Dequantizer.ToSingles(TensorType.Q8_0, block, back);

        back.Should().OnlyContain(found => found == 0);
    }
}
