using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.Models.Cpu.Int8;

namespace InferenceScaling.Models.Tests.Cpu.Int8;

public sealed unsafe class Int8MatrixTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(64, 8, 6)]
    [InlineData(65, 7, 13)]
    [InlineData(130, 33, 50)]
    public void Products_are_those_of_the_rounded_numbers_and_near_those_of_the_numbers(int outputs, int inputs, int rows)
    {
        using var matrix = new Int8Matrix(new Grid(outputs, inputs), ["m"]);
        var x = Enumerable.Range(0, rows * inputs).Select(index => MathF.Sin(index + 1)).ToArray();
        var y = Multiply(matrix, x, rows);

        for (var row = 0; row < rows; row++)
        {
            var given = x[(row * inputs)..((row + 1) * inputs)];
            for (var output = 0; output < outputs; output++)
            {
                var weights = Enumerable.Range(0, inputs).Select(input => Grid.Weight(output, input)).ToArray();
                var rounded = Round(given).Zip(Round(weights), (a, b) => (double)a * b).Sum();
                var found = y[(row * outputs) + output];
                found.Should().BeApproximately((float)(rounded + Grid.Bias(output)), 0.02f, "a tie may fall either way");
                found.Should().BeApproximately((float)(given.Zip(weights, (a, b) => (double)a * b).Sum() + Grid.Bias(output)), 0.12f, "half a step of each factor");
            }
        }
    }

    [Fact]
    public void What_stands_on_255_steps_a_group_is_kept_exactly()
    {
        using var matrix = new Int8Matrix(new Grid(70, 50, Steps: true), ["m"]);
        var row = new float[50];
        fixed (float* target = row)
            matrix.CopyRow(66, target);
        row.Should().Equal(Enumerable.Range(0, 50).Select(input => Grid.Step(66, input)));
    }

    [Fact]
    public void Rows_come_back_within_half_a_step()
    {
        using var matrix = new Int8Matrix(new Grid(70, 5), ["m"]);
        var row = new float[5];
        fixed (float* target = row)
            matrix.CopyRow(66, target);
        row.Should().Equal(Enumerable.Range(0, 5).Select(input => Grid.Weight(66, input)), (found, expected) => Math.Abs(found - expected) <= 0.5f / 127 * 1.001f);
    }

    [Fact]
    public void Managed_and_emitted_tiles_give_the_same_bits()
    {
        using var best = new Int8Matrix(new Grid(190, 70), ["m"]);
        using var managed = new Int8Matrix(new Grid(190, 70), ["m"], Int8Tile.BestManaged);
        using var plain = new Int8Matrix(new Grid(190, 70), ["m"], new PlainTile());
        var x = Enumerable.Range(0, 17 * 70).Select(index => MathF.Cos(index)).ToArray();
        var expected = Multiply(plain, x, 17).Select(BitConverter.SingleToInt32Bits).ToArray();
        Multiply(best, x, 17).Select(BitConverter.SingleToInt32Bits).Should().Equal(expected);
        Multiply(managed, x, 17).Select(BitConverter.SingleToInt32Bits).Should().Equal(expected);
    }

    [Theory]
    [InlineData(0, 50)]
    [InlineData(32, 50)]
    [InlineData(64, 200)]
    [InlineData(128, 96)]
    public void Given_codes_are_multiplied_as_they_are(int groupSize, int inputs)
    {
        const int Outputs = 70, Rows = 5;
        var (random, format) = (new Random(7), new QuantizationFormat(8, groupSize, HasIntegerActivations: true));
        var codes = new QuantizedMatrix(
            format,
            Outputs,
            inputs,
            [.. Enumerable.Range(0, Outputs * inputs).Select(_ => (byte)random.Next(256))],
            [.. Enumerable.Range(0, Outputs * format.GroupCount(inputs)).Select(_ => 0.001f + (0.01f * random.NextSingle()))]);
        var x = Enumerable.Range(0, Rows * inputs).Select(index => MathF.Cos(index)).ToArray();
        using var matrix = new Int8Matrix(new Grid(Outputs, inputs), ["m"], [codes]);
        var y = Multiply(matrix, x, Rows);

        var values = stackalloc sbyte[256];
        var scales = stackalloc float[8];
        var corrections = stackalloc int[8];
        var row = new float[inputs];
        for (var number = 0; number < Rows; number++)
        {
            fixed (float* source = x)
                RowQuantizer.Quantize(source + (number * inputs), inputs, values, scales, corrections);
            for (var output = 0; output < Outputs; output++)
            {
                var expected = 0f;
                for (var first = 0; first < inputs; first += 32)
                {
                    var sum = 0;
                    for (var input = first; input < Math.Min(first + 32, inputs); input++)
                        sum += values[input] * (codes.Codes[(output * inputs) + input] - 128);
                    expected = MathF.FusedMultiplyAdd(codes.Scales[(output * codes.Groups) + codes.Group(first)] * scales[first / 32], sum, expected);
                }

                y[(number * Outputs) + output].Should().Be(expected + Grid.Bias(output));
            }
        }

        fixed (float* target = row)
            matrix.CopyRow(66, target);
        var widened = new float[inputs];
        codes.Dequantize(66, widened);
        row.Should().Equal(widened);
    }

    private static IEnumerable<float> Round(float[] row) => row.Chunk(Int8Layout.Group).SelectMany(group =>
    {
        var step = group.Max(MathF.Abs) / 127;
        return group.Select(value => MathF.Round(value / step) * step);
    });

    private static float[] Multiply(Int8Matrix matrix, float[] x, int rows)
    {
        using var quantized = new QuantizedRows();
        quantized.Resize(rows, matrix.Inputs);
        var y = new float[rows * matrix.Outputs];
        fixed (float* source = x, target = y)
        {
            for (var row = 0; row < rows; row++)
                quantized.Set(row, source + (row * matrix.Inputs), matrix.Inputs);
            for (var panel = 0; panel < matrix.PanelCount; panel++)
                matrix.Multiply(panel, quantized, 0, rows, target);
        }

        return y;
    }

    private sealed record Grid(int Outputs, int Inputs, bool Steps = false) : IDecoderWeights
    {
        public static float Weight(int output, int input) => MathF.Cos((output * 31) + input);

        // As in a Q8_0 block: a scale times whole numbers, of which one is 127.
        public static float Step(int output, int input) => 0.0078125f * (1 + (input / 32)) * (input % 32 == output % 18 ? 127 : (((output * 31) + (input * 17)) % 255) - 127);

        public static float Bias(int output) => output * 0.01f;

        public bool Contains(string name) => true;

        public ReadOnlySpan<long> Shape(string name) => name.EndsWith(".bias", StringComparison.Ordinal) ? new long[] { Outputs } : new long[] { Outputs, Inputs };

        public void Read(string name, long elementOffset, Span<float> destination)
        {
            for (var index = 0; index < destination.Length; index++)
            {
                var (output, input) = Math.DivRem((int)elementOffset + index, Inputs);
                destination[index] = name.EndsWith(".bias", StringComparison.Ordinal) ? Bias((int)elementOffset + index) : Steps ? Step(output, input) : Weight(output, input);
            }
        }
    }
}
