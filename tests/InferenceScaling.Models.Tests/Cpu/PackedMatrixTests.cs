using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Cpu;

namespace InferenceScaling.Models.Tests.Cpu;

public sealed unsafe class PackedMatrixTests : IDisposable
{
    private readonly WeightMemory _memory = new();

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(64, 8, 6)]
    [InlineData(65, 7, 13)]
    [InlineData(130, 33, 50)]
    public void Products_equal_the_definition(int outputs, int inputs, int rows)
    {
        var matrix = new PackedMatrix(new Grid(outputs, inputs), ["m"], _memory);
        var x = Enumerable.Range(0, rows * inputs).Select(index => MathF.Sin(index)).ToArray();
        var y = new float[rows * outputs];
        fixed (float* source = x, target = y)
        {
            for (var panel = 0; panel < matrix.PanelCount; panel++)
                matrix.Multiply(panel, source, rows, target);
        }

        for (var row = 0; row < rows; row++)
        {
            for (var output = 0; output < outputs; output++)
            {
                var expected = (double)Grid.Bias(output);
                for (var input = 0; input < inputs; input++)
                    expected += (double)x[(row * inputs) + input] * Grid.Weight(output, input);
                y[(row * outputs) + output].Should().BeApproximately((float)expected, 1e-4f);
            }
        }
    }

    [SkippableTheory]
    [InlineData(1, 37)]
    [InlineData(2, 64)]
    [InlineData(3, 150)]
    [InlineData(4, 1)]
    [InlineData(5, 65)]
    [InlineData(6, 37)]
    [InlineData(7, 130)]
    [InlineData(15, 150)]
    [InlineData(48, 600)]
    public void Narrow_and_wide_vectors_give_the_bits_of_one_chain_of_multiply_adds(int rows, int width)
    {
        Skip.IfNot(Fma.IsSupported || AdvSimd.IsSupported, "This processor has no fused multiply-add.");
        Agree<SinglePanel>(rows, width);
        Agree<BFloat16Panel>(rows, width);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(65, 7, 13)]
    [InlineData(130, 33, 50)]
    public void Bf16_weights_give_the_bits_of_the_same_weights_in_fp32(int outputs, int inputs, int rows)
    {
        var grid = new Grid(outputs, inputs, Rounded: true);
        var singles = new PackedMatrix(grid, ["m"], _memory);
        var halves = new PackedMatrix(grid, ["m"], _memory, halved: true);
        var x = Enumerable.Range(0, rows * inputs).Select(index => MathF.Sin(index)).ToArray();
        var expected = new float[rows * outputs];
        var found = new float[rows * outputs];
        fixed (float* source = x, a = expected, b = found)
        {
            for (var panel = 0; panel < singles.PanelCount; panel++)
            {
                singles.Multiply(panel, source, rows, a);
                halves.Multiply(panel, source, rows, b);
            }
        }

        found.Select(BitConverter.SingleToInt32Bits).Should().Equal(expected.Select(BitConverter.SingleToInt32Bits));
        halves.Bytes.Should().BeLessThan(singles.Bytes);
    }

    [Theory]
    [InlineData(1.00390625f, 1f)]
    [InlineData(1.01171875f, 1.015625f)]
    [InlineData(1.0040f, 1.0078125f)]
    [InlineData(-1e-40f, -9.1835e-41f)]
    [InlineData(float.MaxValue, float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity, float.NegativeInfinity)]
    [InlineData(float.NaN, float.NaN)]
    public void Other_weights_are_rounded_to_the_nearest_bf16_ties_to_even(float weight, float expected)
    {
        var column = stackalloc float[WeightMatrix.PanelWidth];
        var line = stackalloc byte[BFloat16Panel.LineBytes];
        column[41] = weight;
        BFloat16Panel.Write(line, column, 1);
        BFloat16Panel.Read(line, 41).Should().Be(expected);
        BFloat16Panel.Read(line, 40).Should().Be(0);
    }

    [Fact]
    public void Rows_come_back_as_they_went_in()
    {
        var matrix = new PackedMatrix(new Grid(70, 5), ["m"], _memory);
        var halved = new PackedMatrix(new Grid(70, 5, Rounded: true), ["m"], _memory, halved: true);
        var row = new float[5];
        fixed (float* target = row)
            matrix.CopyRow(66, target);
        row.Should().Equal(Enumerable.Range(0, 5).Select(input => Grid.Weight(66, input)));
        fixed (float* target = row)
            halved.CopyRow(66, target);
        row.Should().Equal(Enumerable.Range(0, 5).Select(input => Grid.Round(Grid.Weight(66, input))));
    }

    [Fact]
    public void The_error_function_behind_gelu_is_accurate()
    {
        foreach (var (x, expected) in new[] { (0f, 0.0), (1f, 0.8413447460685429), (-1f, -0.15865525393145707), (2.5f, 2.4844758366855506), (-6f, -5.919526e-09), (0.1f, 0.05398278372770291) })
            ((double)ElementFunctions.Gelu.Invoke(Vector256.Create(x))[0]).Should().BeApproximately(expected, 1e-6);
    }

    public void Dispose() => _memory.Dispose();

    private static void Agree<TPanel>(int rows, int width)
        where TPanel : struct, IFloatPanel
    {
        const int Columns = WeightMatrix.PanelWidth;
        using var panel = new NativeBuffer(width * Columns);
        var lines = (byte*)panel.Pointer;
        var weights = stackalloc float[Columns];
        for (var line = 0; line < width; line++)
        {
            for (var column = 0; column < Columns; column++)
                weights[column] = MathF.Cos((line * Columns) + column);
            TPanel.Write(lines + (line * TPanel.LineBytes), weights, 1);
        }

        var x = Enumerable.Range(0, rows * width).Select(index => MathF.Sin(index)).ToArray();
        var expected = Enumerable.Range(0, rows * Columns)
            .Select(place => Enumerable.Range(0, width).Aggregate(0f, (sum, k) => MathF.FusedMultiplyAdd(x[(place / Columns * width) + k], TPanel.Read(lines + (k * TPanel.LineBytes), place % Columns), sum)))
            .ToArray();
        var y = new float[rows * Columns];
        fixed (float* source = x, target = y)
        {
            var run = new PanelRun(width, 0);
            PanelProduct<Tile256, TPanel>.Multiply(rows, source, width, lines, &run, null, target, Columns);
            y.Should().Equal(expected);
            if (!Avx512F.IsSupported)
                return;
            PanelProduct<Tile512, TPanel>.Multiply(rows, source, width, lines, &run, null, target, Columns);
            y.Should().Equal(expected);
        }
    }

    private sealed record Grid(int Outputs, int Inputs, bool Rounded = false) : IDecoderWeights
    {
        public static float Round(float value) => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(value) & 0xFFFF_0000);

        public static float Weight(int output, int input) => MathF.Cos((output * 31) + input);

        public static float Bias(int output) => output * 0.01f;

        public bool Contains(string name) => true;

        public ReadOnlySpan<long> Shape(string name) => name.EndsWith(".bias", StringComparison.Ordinal) ? new long[] { Outputs } : new long[] { Outputs, Inputs };

        public void Read(string name, long elementOffset, Span<float> destination)
        {
            for (var index = 0; index < destination.Length; index++)
            {
                var (output, input) = Math.DivRem((int)elementOffset + index, Inputs);
                destination[index] = name.EndsWith(".bias", StringComparison.Ordinal) ? Bias((int)elementOffset + index) : Rounded ? Round(Weight(output, input)) : Weight(output, input);
            }
        }
    }
}
