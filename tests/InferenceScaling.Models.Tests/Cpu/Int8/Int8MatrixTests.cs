using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.Models.Cpu;
using InferenceScaling.Models.Cpu.Int8;

namespace InferenceScaling.Models.Tests.Cpu.Int8;

public sealed unsafe class Int8MatrixTests : IDisposable
{
    private readonly WeightMemory _memory = new();

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(64, 8, 6)]
    [InlineData(65, 7, 13)]
    [InlineData(130, 33, 50)]
    [InlineData(70, 600, 96)]
    public void Products_are_near_those_of_the_numbers(int outputs, int inputs, int rows)
    {
        var matrix = new Int8Matrix(new Grid(outputs, inputs), ["m"], _memory);
        var x = Enumerable.Range(0, rows * inputs).Select(index => MathF.Sin(index + 1)).ToArray();
        var y = Multiply(matrix, x, rows);

        for (var row = 0; row < rows; row++)
        {
            var given = x[(row * inputs)..((row + 1) * inputs)];
            for (var output = 0; output < outputs; output++)
            {
                var weights = Enumerable.Range(0, inputs).Select(input => Grid.Weight(output, input)).ToArray();
                var found = y[(row * outputs) + output];
                var exact = given.Zip(weights, (a, b) => (double)a * b).Sum() + Grid.Bias(output);
                found.Should().BeApproximately((float)exact, 0.02f * MathF.Sqrt(Math.Max(inputs, 8)), "steps of up to 3/127, that err independently");
            }
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(64)]
    [InlineData(200)]
    public void Rows_come_back_within_half_a_step_of_the_turned_numbers(int inputs)
    {
        var matrix = new Int8Matrix(new Grid(70, inputs), ["m"], _memory);
        var row = new float[inputs];
        fixed (float* target = row)
            matrix.CopyRow(66, target);

        // Turned, a number is at most 8 times the largest, and lengths are kept: so the error's length is at most half a step for each number.
        var padded = (inputs + 63) / 64 * 64;
        Math.Sqrt(row.Select((found, input) => Math.Pow(found - Grid.Weight(66, input), 2)).Sum()).Should().BeLessThan(0.5 * 3 / 127 * Math.Sqrt(padded));
    }

    [Fact]
    public void Managed_and_emitted_tiles_give_the_same_bits_for_any_number_of_rows()
    {
        var best = new Int8Matrix(new Grid(190, 70), ["m"], _memory);
        var managed = new Int8Matrix(new Grid(190, 70), ["m"], _memory, Int8Tile.BestManaged);
        var plain = new Int8Matrix(new Grid(190, 70), ["m"], _memory, new PlainTile());
        foreach (var rows in Enumerable.Range(1, 40).Append(Int8Matrix.MostRows))
        {
            var x = Enumerable.Range(0, rows * 70).Select(index => MathF.Cos(index)).ToArray();
            var expected = Multiply(plain, x, rows).Select(BitConverter.SingleToInt32Bits).ToArray();
            Multiply(best, x, rows).Select(BitConverter.SingleToInt32Bits).Should().Equal(expected, $"{rows} rows");
            Multiply(managed, x, rows).Select(BitConverter.SingleToInt32Bits).Should().Equal(expected, $"{rows} rows");
        }
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
        var matrix = new Int8Matrix(new Grid(Outputs, inputs), ["m"], [codes], _memory);
        var y = Multiply(matrix, x, Rows);

        var values = stackalloc sbyte[256];
        var units = stackalloc Int8Unit[8];
        var row = new float[inputs];
        for (var number = 0; number < Rows; number++)
        {
            fixed (float* source = x)
                RowQuantizer.Quantize(source + (number * inputs), inputs, Int8Layout.Stored, values, units);
            for (var output = 0; output < Outputs; output++)
            {
                var expected = 0f;
                for (var first = 0; first < inputs; first += 32)
                {
                    var sum = 0;
                    for (var input = first; input < Math.Min(first + 32, inputs); input++)
                        sum += values[input] * (codes.Codes[(output * inputs) + input] - 128);
                    expected = MathF.FusedMultiplyAdd(codes.Scales[(output * codes.Groups) + codes.Group(first)] * units[first / 32].Scale, sum, expected);
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

    public void Dispose() => _memory.Dispose();

    private static float[] Multiply(Int8Matrix matrix, float[] x, int rows)
    {
        using var quantized = new QuantizedRows();
        quantized.Resize(rows, matrix.Inputs, matrix.Layout);
        var y = new float[rows * matrix.Outputs];
        fixed (float* source = x, target = y)
        {
            for (var row = 0; row < rows; row++)
                quantized.Set(row, source + (row * matrix.Inputs));
            for (var panel = 0; panel < matrix.PanelCount; panel++)
                matrix.Multiply(panel, quantized, 0, rows, target + (panel * WeightMatrix.PanelWidth), matrix.Outputs);
        }

        return y;
    }

    private sealed record Grid(int Outputs, int Inputs) : IDecoderWeights
    {
        public static float Weight(int output, int input) => MathF.Cos((output * 31) + input);

        public static float Bias(int output) => output * 0.01f;

        public bool Contains(string name) => true;

        public ReadOnlySpan<long> Shape(string name) => name.EndsWith(".bias", StringComparison.Ordinal) ? new long[] { Outputs } : new long[] { Outputs, Inputs };

        public void Read(string name, long elementOffset, Span<float> destination)
        {
            for (var index = 0; index < destination.Length; index++)
            {
                var (output, input) = Math.DivRem((int)elementOffset + index, Inputs);
                destination[index] = name.EndsWith(".bias", StringComparison.Ordinal) ? Bias((int)elementOffset + index) : Weight(output, input);
            }
        }
    }
}
