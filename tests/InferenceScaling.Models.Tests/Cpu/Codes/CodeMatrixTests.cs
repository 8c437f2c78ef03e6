using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.Models.Cpu;
using InferenceScaling.Models.Cpu.Codes;

namespace InferenceScaling.Models.Tests.Cpu.Codes;

public sealed unsafe class CodeMatrixTests : IDisposable
{
    private readonly WeightMemory _memory = new();

    public static TheoryData<int, int, bool, bool> Formats => new()
    {
        { 4, 32, true, false },
        { 4, 32, false, false },
        { 4, 0, true, false },
        { 4, 7, false, false },
        { 4, 8, false, true },
        { 3, 16, true, false },
        { 2, 16, false, false },
        { 8, 0, true, false },
        { 8, 128, false, false },
        { 8, 5, true, true },
        { 6, 16, true, false },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void Products_have_the_bits_of_the_widened_matrix_for_any_number_of_rows(int bits, int groupSize, bool isSymmetric, bool isOrdered)
    {
        var codes = Random(new(bits, groupSize, isSymmetric), 130, 77, isOrdered);
        var source = new Widened(codes);
        var kept = new CodeMatrix(source, ["m"], [codes], _memory);
        var widened = new PackedMatrix(source, ["m"], _memory);
        for (var rows = 1; rows <= 64; rows++)
        {
            var expected = Multiply(widened, rows);
            Multiply(kept, rows).Should().Equal(expected, $"{rows} rows");
        }

        Multiply(kept, 3).Should().Contain(value => Math.Abs(BitConverter.Int32BitsToSingle(value)) > 0.1f);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Narrow_vectors_give_the_bits_of_the_widened_matrix_too(int bits, int groupSize, bool isSymmetric, bool isOrdered)
    {
        // What processors without AVX-512 run.
        var codes = Random(new(bits, groupSize, isSymmetric), 64, 77, isOrdered);
        var expected = new int[64 * 77];
        var line = stackalloc byte[WeightMatrix.PanelWidth];
        var column = stackalloc byte[WeightMatrix.PanelWidth];
        var scales = stackalloc float[2 * WeightMatrix.PanelWidth];
        var values = new float[77];
        for (var output = 0; output < 64; output++)
        {
            codes.Dequantize(output, values);
            for (var input = 0; input < 77; input++)
                expected[(input * 64) + output] = BitConverter.SingleToInt32Bits(values[input]);
        }

        for (var input = 0; input < 77; input++)
        {
            for (var output = 0; output < 64; output++)
            {
                var width = bits <= 4 ? 4 : 8;
                column[output] = (byte)(codes.Codes[(output * 77) + input] + (isSymmetric ? (1 << (width - 1)) - codes.Format.MiddleCode : 0));
                scales[output] = codes.Scales[(output * codes.Groups) + codes.Group(input)];
                scales[64 + output] = codes.Zero(output, codes.Group(input));
            }

            if (bits <= 4)
                NibbleLine.Write(line, column, 1);
            else
                ByteLine.Write(line, column, 1);
            for (var output = 0; output < 64; output++)
            {
                var found = (bits <= 4, isSymmetric) switch
                {
                    (true, true) => CenteredPanel<NibbleLine>.Narrow(line, scales, output / 8),
                    (true, false) => ShiftedPanel<NibbleLine>.Narrow(line, scales, output / 8),
                    (false, true) => CenteredPanel<ByteLine>.Narrow(line, scales, output / 8),
                    _ => ShiftedPanel<ByteLine>.Narrow(line, scales, output / 8),
                };
                BitConverter.SingleToInt32Bits(found[output % 8]).Should().Be(expected[(input * 64) + output]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Rows_come_back_as_they_went_in(int bits, int groupSize, bool isSymmetric, bool isOrdered)
    {
        var codes = Random(new(bits, groupSize, isSymmetric), 130, 77, isOrdered);
        var matrix = new CodeMatrix(new Widened(codes), ["m"], [codes], _memory);
        var (found, expected) = (new float[77], new float[77]);
        foreach (var row in new[] { 0, 17, 64, 129 })
        {
            fixed (float* target = found)
                matrix.CopyRow(row, target);
            codes.Dequantize(row, expected);
            found.Should().Equal(expected);
        }
    }

    [Fact]
    public void A_weight_takes_the_memory_of_its_bits_and_its_share_of_a_scale()
    {
        var four = Random(new(4, 32), 128, 256, isOrdered: false);
        var nibbles = new CodeMatrix(new Widened(four, HasBias: false), ["m"], [four], _memory);
        nibbles.Bytes.Should().Be(128 * ((256 / 2) + (256 / 32 * 4))).And.Be(CodeMatrix.CountBytes(four.Format, 128, 256));
        var eight = Random(new(8, 0, IsSymmetric: false), 128, 256, isOrdered: false);
        var bytes = new CodeMatrix(new Widened(eight, HasBias: false), ["m"], [eight], _memory);
        bytes.Bytes.Should().Be(128 * (256 + 8)).And.Be(CodeMatrix.CountBytes(eight.Format, 128, 256));
    }

    public void Dispose() => _memory.Dispose();

    private static int[] Multiply(PanelMatrix matrix, int rows)
    {
        var x = Enumerable.Range(0, rows * matrix.Inputs).Select(index => MathF.Sin(index)).ToArray();
        var y = new float[rows * matrix.Outputs];
        fixed (float* source = x, target = y)
        {
            for (var panel = 0; panel < matrix.PanelCount; panel++)
                matrix.Multiply(panel, source, rows, target);
        }

        return [.. y.Select(BitConverter.SingleToInt32Bits)];
    }

    private static QuantizedMatrix Random(QuantizationFormat format, int outputs, int inputs, bool isOrdered)
    {
        var (random, groups) = (new Random(5), format.GroupCount(inputs));
        return new(
            format,
            outputs,
            inputs,
            [.. Enumerable.Range(0, outputs * inputs).Select(_ => (byte)random.Next(format.LargestCode + 1))],
            [.. Enumerable.Range(0, outputs * groups).Select(_ => 0.001f + (0.01f * random.NextSingle()))],
            format.IsSymmetric ? [] : [.. Enumerable.Range(0, outputs * groups).Select(_ => random.Next(format.LargestCode + 2))],
            isOrdered ? [.. Enumerable.Range(0, inputs).Select(input => input * 3 % groups)] : []);
    }

    private sealed record Widened(QuantizedMatrix Matrix, bool HasBias = true) : IDecoderWeights
    {
        public bool Contains(string name) => HasBias || name == "m.weight";

        public ReadOnlySpan<long> Shape(string name) => name == "m.bias" ? new long[] { Matrix.Outputs } : new long[] { Matrix.Outputs, Matrix.Inputs };

        public TensorType StoredType(string name) => TensorType.F32;

        public void Read(string name, long elementOffset, Span<float> destination)
        {
            if (name == "m.weight")
            {
                Matrix.Dequantize((int)(elementOffset / Matrix.Inputs), destination);
                return;
            }

            for (var index = 0; index < destination.Length; index++)
                destination[index] = 0.01f * (elementOffset + index);
        }
    }
}
