using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Execution;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>A matrix in bytes with a scale for each output. A panel is [in / 4][64][4]: what one instruction multiplies lies together.</summary>
internal sealed unsafe class Int8Matrix : WeightMatrix
{
    /// <summary>A scale and a correction.</summary>
    public const int BytesPerOutput = sizeof(float) + sizeof(int);

    private readonly Int8Tile _tile;
    private readonly int _quads;
    private readonly NativeBuffer _scales;
    private sbyte* _panels;
    private int* _corrections;

    /// <summary>Packs several matrices, below each other.</summary>
    /// <param name="weights">Where to read.</param>
    /// <param name="names">Canonical names without suffix.</param>
    /// <param name="tile">What multiplies; null for the best there is.</param>
    public Int8Matrix(IDecoderWeights weights, ReadOnlySpan<string> names, Int8Tile? tile = null)
        : base(weights, names)
    {
        _tile = tile ?? Int8Tile.Best;
        _quads = (Inputs + 3) / 4;
        _scales = new NativeBuffer((long)PanelCount * PanelWidth);
        _panels = (sbyte*)NativeMemory.AlignedAlloc((nuint)PanelBytes, 64);
        _corrections = (int*)NativeMemory.AlignedAlloc((nuint)PanelCount * PanelWidth * sizeof(int), 64);
        try
        {
            Pack(weights, names);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public override long Bytes => base.Bytes + PanelBytes + ((long)PanelCount * PanelWidth * BytesPerOutput);

    private long PanelBytes => (long)PanelCount * _quads * PanelWidth * 4;

    public override LinearLayer<Activations> CreateLinear(CpuKernels kernels) => new Int8Linear(this, kernels);

    /// <summary>The part of x·Wᵀ + b that one panel makes, for some rows.</summary>
    public void Multiply(int panel, QuantizedRows x, int first, int rows, float* y)
    {
        var column = panel * PanelWidth;
        var columns = Math.Min(PanelWidth, Outputs - column);
        var sums = stackalloc int[Int8Tile.MostRows * PanelWidth];
        var call = new Int8TileCall { Stride = x.Stride, Panel = Panel(panel), Correction = _corrections + column, Sums = sums, Quads = _quads };
        for (var row = 0; row < rows;)
        {
            var left = rows - row;
            var count = left is > Int8Tile.MostRows and < 2 * Int8Tile.MostRows ? (left + 1) / 2 : Math.Min(left, Int8Tile.MostRows);
            call.X = x.Values + ((long)(first + row) * x.Stride);
            _tile.Multiply(count, &call);
            for (var index = 0; index < count; index++, row++)
                Scale(sums + (index * PanelWidth), x.Scales[first + row], column, columns, y + ((long)(first + row) * Outputs) + column);
        }

        AddBias(rows, y + ((long)first * Outputs) + column, column, columns);
    }

    public override void CopyRow(int row, float* destination)
    {
        var (panel, column) = Math.DivRem(row, PanelWidth);
        var weights = Panel(panel) + (column * 4);
        for (var input = 0; input < Inputs; input++)
            destination[input] = weights[((long)(input / 4) * PanelWidth * 4) + (input % 4)] * _scales.Pointer[row];
    }

    public override void Dispose()
    {
        NativeMemory.AlignedFree(_panels);
        NativeMemory.AlignedFree(_corrections);
        _panels = null;
        _corrections = null;
        _scales.Dispose();
        base.Dispose();
    }

    protected override void PackPanel(int panel, float* rows)
    {
        var weights = Panel(panel);
        new Span<sbyte>(weights, _quads * PanelWidth * 4).Clear();
        for (var column = 0; column < PanelWidth; column++)
        {
            var row = new ReadOnlySpan<float>(rows + ((long)column * Inputs), Inputs);
            var largest = System.Numerics.Tensors.TensorPrimitives.MaxMagnitude(row);
            var inverse = MathF.Abs(largest) > 0 ? 127 / MathF.Abs(largest) : 0;
            var sum = 0;
            for (var input = 0; input < Inputs; input++)
            {
                var weight = (sbyte)MathF.Round(row[input] * inverse);
                weights[((((input / 4) * PanelWidth) + column) * 4) + (input % 4)] = weight;
                sum += weight;
            }

            _scales.Pointer[(panel * PanelWidth) + column] = MathF.Abs(largest) / 127;
            _corrections[(panel * PanelWidth) + column] = -128 * sum;
        }
    }

    private sbyte* Panel(int panel) => _panels + ((long)panel * _quads * PanelWidth * 4);

    private void Scale(int* sums, float scale, int column, int columns, float* y)
    {
        var part = 0;
        var factor = Vector256.Create(scale);
        for (; part + 8 <= columns; part += 8)
            (Vector256.ConvertToSingle(Vector256.Load(sums + part)) * (Vector256.Load(_scales.Pointer + column + part) * factor)).Store(y + part);
        for (; part < columns; part++)
            y[part] = sums[part] * (_scales.Pointer[column + part] * scale);
    }
}
