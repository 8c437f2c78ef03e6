using System.Runtime.Intrinsics;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Cpu;

namespace InferenceScaling.Models.Tests.Cpu;

public sealed unsafe class PackedMatrixTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(64, 8, 6)]
    [InlineData(65, 7, 13)]
    [InlineData(130, 33, 50)]
    public void Products_equal_the_definition(int outputs, int inputs, int rows)
    {
        using var matrix = new PackedMatrix(new Grid(outputs, inputs), ["m"]);
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

    [Fact]
    public void Narrow_and_wide_vectors_agree()
    {
        const int Rows = 15, Width = 37;
        using var panel = new NativeBuffer(Width * PackedMatrix.PanelWidth);
        for (var index = 0; index < panel.Length; index++)
            panel.Pointer[index] = MathF.Cos(index);
        var x = Enumerable.Range(0, Rows * Width).Select(index => MathF.Sin(index)).ToArray();
        var wide = new float[Rows * PackedMatrix.PanelWidth];
        var narrow = new float[Rows * PackedMatrix.PanelWidth];
        fixed (float* source = x, a = wide, b = narrow)
        {
            Tile512.Multiply(Rows, source, Width, panel.Pointer, a, PackedMatrix.PanelWidth);
            Tile256.Multiply(Rows, source, Width, panel.Pointer, b, PackedMatrix.PanelWidth);
        }

        for (var index = 0; index < wide.Length; index++)
            narrow[index].Should().BeApproximately(wide[index], 1e-4f);
    }

    [Fact]
    public void Rows_come_back_as_they_went_in()
    {
        using var matrix = new PackedMatrix(new Grid(70, 5), ["m"]);
        var row = new float[5];
        fixed (float* target = row)
            matrix.CopyRow(66, target);
        row.Should().Equal(Enumerable.Range(0, 5).Select(input => Grid.Weight(66, input)));
    }

    [Fact]
    public void The_error_function_behind_gelu_is_accurate()
    {
        foreach (var (x, expected) in new[] { (0f, 0.0), (1f, 0.8413447460685429), (-1f, -0.15865525393145707), (2.5f, 2.4844758366855506), (-6f, -5.919526e-09), (0.1f, 0.05398278372770291) })
            ((double)ElementFunctions.Gelu.Invoke(Vector512.Create(x))[0]).Should().BeApproximately(expected, 1e-6);
    }

    private sealed class Grid(int outputs, int inputs) : IDecoderWeights
    {
        public static float Weight(int output, int input) => MathF.Cos((output * 31) + input);

        public static float Bias(int output) => output * 0.01f;

        public bool Contains(string name) => true;

        public ReadOnlySpan<long> Shape(string name) => name.EndsWith(".bias", StringComparison.Ordinal) ? new long[] { outputs } : new long[] { outputs, inputs };

        public void Read(string name, long elementOffset, Span<float> destination)
        {
            for (var index = 0; index < destination.Length; index++)
            {
                var (output, input) = Math.DivRem((int)elementOffset + index, inputs);
                destination[index] = name.EndsWith(".bias", StringComparison.Ordinal) ? Bias((int)elementOffset + index) : Weight(output, input);
            }
        }
    }
}
