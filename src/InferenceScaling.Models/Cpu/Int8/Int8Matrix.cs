using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.Models.Execution;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>A matrix in bytes, groups of an output's weights with a scale each: rounded here in wide groups after a rotation, or with the codes and groups of 32 of a checkpoint, as in GGUF's Q8_0.</summary>
internal sealed unsafe class Int8Matrix : WeightMatrix
{
    /// <summary>Most rows of one product: so many that their part of a panel's inputs stays in the second-level cache.</summary>
    public const int MostRows = 96;

    /// <summary>Rows that the largest tile takes at a time; the others do as well with so many.</summary>
    public const int TileRows = 16;

    private readonly Int8Tile _tile;
    private readonly Int8Layout _layout;
    private readonly int _groups;
    private readonly byte* _panels;

    /// <summary>Packs several matrices, below each other.</summary>
    /// <param name="weights">Where to read.</param>
    /// <param name="names">Canonical names without suffix.</param>
    /// <param name="memory">Where to keep the panels.</param>
    /// <param name="tile">What multiplies; null for the best there is.</param>
    public Int8Matrix(IDecoderWeights weights, ReadOnlySpan<string> names, WeightMemory memory, Int8Tile? tile = null)
        : this(tile, isTurned: true, weights, names, memory) => Pack(weights, names, PackPanel);

    /// <summary>Packs several matrices, below each other, whose codes and scales stay as they are.</summary>
    /// <param name="weights">Where biases are.</param>
    /// <param name="names">Canonical names without suffix.</param>
    /// <param name="matrices">The matrices, in a format that <see cref="Takes"/> allows.</param>
    /// <param name="memory">Where to keep the panels.</param>
    /// <param name="tile">What multiplies; null for the best there is.</param>
    public Int8Matrix(IDecoderWeights weights, ReadOnlySpan<string> names, ReadOnlySpan<QuantizedMatrix> matrices, WeightMemory memory, Int8Tile? tile = null)
        : this(tile, isTurned: false, weights, names, memory)
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

    private Int8Matrix(Int8Tile? tile, bool isTurned, IDecoderWeights weights, ReadOnlySpan<string> names, WeightMemory memory)
        : base(weights, names, memory)
    {
        _tile = tile ?? Int8Tile.Best;
        _layout = isTurned ? Int8Layout.Turned(Inputs) : Int8Layout.Stored;
        _groups = _layout.Groups(Inputs);
        _panels = memory.Take(PanelBytes);
    }

    public override long Bytes => base.Bytes + PanelBytes;

    /// <summary>How rows are to be rounded for a product.</summary>
    public Int8Layout Layout => _layout;

    private long PanelBytes => (long)PanelCount * _groups * _layout.GroupBytes;

    /// <summary>Memory of a matrix, its panels not padded.</summary>
    /// <param name="outputs">Length of a row of results.</param>
    /// <param name="inputs">Length of the sums.</param>
    /// <param name="isStored">Whether the codes are those of a checkpoint.</param>
    public static long CountBytes(long outputs, long inputs, bool isStored)
    {
        var layout = isStored ? Int8Layout.Stored : Int8Layout.Turned((int)inputs);
        return outputs * layout.Groups((int)inputs) * (layout.GroupBytes / Int8Layout.Columns);
    }

    /// <summary>Whether codes of a format can be multiplied as they are: bytes around zero for activations in bytes, a scale for a row or for whole groups of 32.</summary>
    public static bool Takes(QuantizationFormat format) => format is { Bits: 8, IsSymmetric: true, HasIntegerActivations: true } && format.GroupSize % Int8Layout.StoredGroup == 0;

    public override LinearLayer<Activations> CreateLinear(CpuKernels kernels) => new Int8Linear(this, kernels);

    /// <summary>The part of x·Wᵀ + b that one panel makes, for some rows.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="x">The rows, rounded.</param>
    /// <param name="first">The first of them.</param>
    /// <param name="rows">How many; at most <see cref="MostRows"/>.</param>
    /// <param name="results">Where the first row's results go.</param>
    /// <param name="stride">From one row's results to the next's.</param>
    public void Multiply(int panel, QuantizedRows x, int first, int rows, float* results, int stride)
    {
        var column = panel * PanelWidth;
        var columns = Math.Min(PanelWidth, Outputs - column);
        var call = new Int8TileCall
        {
            X = x.Values,
            Stride = x.Stride,
            Units = x.Units,
            UnitStride = x.Groups * sizeof(Int8Unit),
            Panel = Panel(panel),
            Groups = _groups,
            Quads = _layout.Group / Int8Layout.Quad,
            Next = panel + 1 < PanelCount ? Panel(panel + 1) : null,
        }.From(first);
        if (columns == PanelWidth)
        {
            call.Y = results;
            call.ResultStride = stride * sizeof(float);
            _tile.Multiply(rows, &call);
        }
        else
        {
            // The last panel is padded: its results pass through scratch memory.
            var padded = stackalloc float[rows * PanelWidth];
            call.Y = padded;
            call.ResultStride = PanelWidth * sizeof(float);
            _tile.Multiply(rows, &call);
            for (var row = 0; row < rows; row++)
                new ReadOnlySpan<float>(padded + (row * PanelWidth), columns).CopyTo(new Span<float>(results + ((long)row * stride), columns));
        }

        AddBias(rows, results, stride, column, columns);
    }

    public override void CopyRow(int row, float* destination)
    {
        var (panel, column) = Math.DivRem(row, PanelWidth);
        var numbers = stackalloc float[Int8Layout.WidestGroup];
        for (var first = 0; first < Inputs; first += _layout.Group)
        {
            var group = Panel(panel) + ((long)(first / _layout.Group) * _layout.GroupBytes);
            for (var input = 0; input < _layout.Group; input++)
                numbers[input] = (*Weight(group, column, input) - 128) * Scales(group)[column];
            if (_layout.IsTurned)
                BlockRotation.TurnBack(numbers, _layout.Group);
            var count = Math.Min(_layout.Group, Inputs - first);
            new ReadOnlySpan<float>(numbers, count).CopyTo(new Span<float>(destination + first, count));
        }
    }

    private void PackPanel(int panel, float* rows)
    {
        var codes = stackalloc sbyte[Int8Layout.WidestGroup];
        for (var column = 0; column < PanelWidth; column++)
        {
            for (var first = 0; first < Inputs; first += _layout.Group)
            {
                Int8Unit unit;
                RowQuantizer.Quantize(rows + ((long)column * Inputs) + first, Math.Min(_layout.Group, Inputs - first), _layout, codes, &unit);
                var group = Panel(panel) + ((long)(first / _layout.Group) * _layout.GroupBytes);
                Scales(group)[column] = unit.Scale;
                for (var input = 0; input < _layout.Group; input++)
                    *Weight(group, column, input) = (byte)(128 + codes[input]);
            }
        }
    }

    private void PackRow(int output, QuantizedMatrix matrix, int row)
    {
        var (panel, column) = Math.DivRem(output, PanelWidth);
        for (var first = 0; first < Inputs; first += _layout.Group)
        {
            var group = Panel(panel) + ((long)(first / _layout.Group) * _layout.GroupBytes);
            Scales(group)[column] = matrix.Scales[(row * matrix.Groups) + matrix.Group(first)];
            for (var input = 0; input < _layout.Group; input++)
                *Weight(group, column, input) = first + input < Inputs ? matrix.Codes[(row * Inputs) + first + input] : (byte)128;
        }
    }

    private static byte* Weight(byte* group, int column, int input) => group + (input / Int8Layout.Quad * Int8Layout.QuadBytes) + (column * Int8Layout.Quad) + (input % Int8Layout.Quad);

    private float* Scales(byte* group) => (float*)(group + _layout.WeightBytes);

    private byte* Panel(int panel) => _panels + ((long)panel * _groups * _layout.GroupBytes);
}
