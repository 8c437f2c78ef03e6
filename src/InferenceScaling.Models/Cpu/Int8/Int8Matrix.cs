using System.Numerics.Tensors;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.Models.Execution;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>A matrix in bytes; every 32 weights of an output have a scale, as in GGUF's Q8_0, whose matrices lose nothing here.</summary>
internal sealed unsafe class Int8Matrix : WeightMatrix
{
    private const int Line = 64;

    // A single row is through with its weights before the processor has read ahead: it asks for what is so far ahead.
    private const int NearAhead = 16 << 10;

    // With fewer calls the processor's own reading ahead does better than asking for the next panel.
    private const int CallsToAskAhead = 10;

    private readonly Int8Tile _tile;
    private readonly int _groups;
    private byte* _panels;

    /// <summary>Packs several matrices, below each other.</summary>
    /// <param name="weights">Where to read.</param>
    /// <param name="names">Canonical names without suffix.</param>
    /// <param name="tile">What multiplies; null for the best there is.</param>
    public Int8Matrix(IDecoderWeights weights, ReadOnlySpan<string> names, Int8Tile? tile = null)
        : this(tile, weights, names)
    {
        try
        {
            Pack(weights, names, PackPanel);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Packs several matrices, below each other, whose codes and scales stay as they are.</summary>
    /// <param name="weights">Where biases are.</param>
    /// <param name="names">Canonical names without suffix.</param>
    /// <param name="matrices">The matrices, in a format that <see cref="Takes"/> allows.</param>
    /// <param name="tile">What multiplies; null for the best there is.</param>
    public Int8Matrix(IDecoderWeights weights, ReadOnlySpan<string> names, ReadOnlySpan<QuantizedMatrix> matrices, Int8Tile? tile = null)
        : this(tile, weights, names)
    {
        // What the last panel lacks has scales of zero.
        new Span<byte>(_panels + ((PanelCount - 1) * (PanelBytes / PanelCount)), checked((int)(PanelBytes / PanelCount))).Clear();
        var output = 0;
        foreach (var matrix in matrices)
        {
            for (var row = 0; row < matrix.Outputs; row++)
                PackRow(output++, matrix, row);
        }
    }

    private Int8Matrix(Int8Tile? tile, IDecoderWeights weights, ReadOnlySpan<string> names)
        : base(weights, names)
    {
        _tile = tile ?? Int8Tile.Best;
        _groups = Int8Layout.Groups(Inputs);
        _panels = (byte*)NativeBlock.Allocate(PanelBytes);
    }

    public override long Bytes => base.Bytes + PanelBytes;

    private long PanelBytes => (long)PanelCount * _groups * Int8Layout.GroupBytes;

    /// <summary>Memory of a matrix, its panels not padded.</summary>
    public static long CountBytes(long outputs, long inputs) => outputs * Int8Layout.Groups((int)inputs) * (Int8Layout.GroupBytes / Int8Layout.Columns);

    /// <summary>Whether codes of a format can be multiplied as they are: bytes around zero for activations in bytes, a scale for a row or for whole groups of 32.</summary>
    public static bool Takes(QuantizationFormat format) => format is { Bits: 8, IsSymmetric: true, HasIntegerActivations: true } && format.GroupSize % Int8Layout.Group == 0;

    public override LinearLayer<Activations> CreateLinear(CpuKernels kernels) => new Int8Linear(this, kernels);

    /// <summary>The part of x·Wᵀ + b that one panel makes, for some rows.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="x">The rows, rounded.</param>
    /// <param name="first">The first of them.</param>
    /// <param name="rows">How many.</param>
    /// <param name="y">[rows of <paramref name="x"/>, outputs].</param>
    /// <param name="step">How many panels on the caller will go next: its weights are asked for while these are multiplied.</param>
    public void Multiply(int panel, QuantizedRows x, int first, int rows, float* y, int step = 1)
    {
        var column = panel * PanelWidth;
        var columns = Math.Min(PanelWidth, Outputs - column);
        var padded = stackalloc float[Int8Tile.MostRows * PanelWidth];
        var call = new Int8TileCall { Stride = x.Stride, GroupStride = x.Groups * sizeof(float), Panel = Panel(panel), Groups = _groups };
        var calls = (rows + Int8Tile.MostRows - 1) / Int8Tile.MostRows;
        var lines = Int8Layout.GroupBytes / Line;
        call.LinesAhead = rows == 1 ? lines : calls < CallsToAskAhead ? 0 : (lines + calls - 1) / calls;
        call.Ahead = rows == 1 ? call.Panel + NearAhead : Panel(panel + step);
        var end = call.Ahead + ((long)_groups * Int8Layout.GroupBytes);
        for (int row = first, count; row < first + rows; row += count)
        {
            // Two and two rather than three and one: a call loads the weights for however few rows.
            var left = first + rows - row;
            count = left == Int8Tile.MostRows + 1 ? left / 2 : Math.Min(left, Int8Tile.MostRows);
            var results = y + ((long)row * Outputs) + column;
            call.X = x.Values + ((long)row * x.Stride);
            call.Scales = x.Scales + ((long)row * x.Groups);
            call.Corrections = x.Corrections + ((long)row * x.Groups);
            call.Y = columns == PanelWidth ? results : padded;
            call.ResultStride = (columns == PanelWidth ? Outputs : PanelWidth) * sizeof(float);
            _tile.Multiply(count, &call);
            call.Ahead += _groups * call.LinesAhead * Line;
            if (call.Ahead >= end)
                call.LinesAhead = 0;

            // The last panel is padded: its results pass through scratch memory.
            for (var index = 0; columns < PanelWidth && index < count; index++)
                new ReadOnlySpan<float>(padded + (index * PanelWidth), columns).CopyTo(new Span<float>(results + ((long)index * Outputs), columns));
        }

        AddBias(rows, y + ((long)first * Outputs) + column, column, columns);
    }

    public override void CopyRow(int row, float* destination)
    {
        var (panel, column) = Math.DivRem(row, PanelWidth);
        for (var input = 0; input < Inputs; input++)
        {
            var group = Panel(panel) + ((long)(input / Int8Layout.Group) * Int8Layout.GroupBytes);
            destination[input] = (*Weight(group, column, input % Int8Layout.Group) - 128) * ((float*)group)[column];
        }
    }

    public override void Dispose()
    {
        NativeBlock.Free(_panels);
        _panels = null;
        base.Dispose();
    }

    private void PackPanel(int panel, float* rows)
    {
        for (var group = 0; group < _groups; group++)
        {
            var packed = Panel(panel) + ((long)group * Int8Layout.GroupBytes);
            new Span<byte>(packed + Int8Layout.ScaleBytes, Int8Layout.Group * Int8Layout.Columns).Fill(128);
            var first = group * Int8Layout.Group;
            var count = Math.Min(Int8Layout.Group, Inputs - first);
            for (var column = 0; column < PanelWidth; column++)
            {
                var row = new ReadOnlySpan<float>(rows + ((long)column * Inputs) + first, count);
                var scale = MathF.Abs(TensorPrimitives.MaxMagnitude(row)) / 127;
                ((float*)packed)[column] = scale;
                var inverse = scale > 0 ? 1 / scale : 0;
                for (var input = 0; input < count; input++)
                    *Weight(packed, column, input) = (byte)(128 + Math.Clamp(MathF.Round(row[input] * inverse), -127, 127));
            }
        }
    }

    private void PackRow(int output, QuantizedMatrix matrix, int row)
    {
        var (panel, column) = Math.DivRem(output, PanelWidth);
        for (var group = 0; group < _groups; group++)
        {
            var packed = Panel(panel) + ((long)group * Int8Layout.GroupBytes);
            var first = group * Int8Layout.Group;
            ((float*)packed)[column] = matrix.Scales[(row * matrix.Groups) + matrix.Group(first)];
            for (var input = 0; input < Int8Layout.Group; input++)
                *Weight(packed, column, input) = first + input < Inputs ? matrix.Codes[(row * Inputs) + first + input] : (byte)128;
        }
    }

    private static byte* Weight(byte* group, int column, int input) => group + Int8Layout.ScaleBytes + (input / Int8Layout.Quad * Int8Layout.QuadBytes) + (column * Int8Layout.Quad) + (input % Int8Layout.Quad);

    private byte* Panel(int panel) => _panels + ((long)panel * _groups * Int8Layout.GroupBytes);
}
