using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints.Quantization;

namespace InferenceScaling.Models.Cpu.Codes;

/// <summary>A matrix in codes of 4 or 8 bits, widened in registers: its products have the bits of the same matrix widened beforehand.</summary>
/// <remarks>A panel is [in][64] codes; apart from them lie its scales, and its zero points where there are any, [groups][64]. Inputs keep their order, also where they are dealt to groups in another.</remarks>
internal sealed unsafe class CodeMatrix : PanelMatrix
{
    // Codes of fewer bits are kept in four or eight.
    private const int NarrowBits = 4;

    private readonly QuantizationFormat _format;
    private readonly PanelRun[] _runs;
    private readonly int _groups;
    private readonly int _groupLength;
    private readonly int _lineBytes;
    private readonly float* _scales;
    private readonly byte* _lines;

    /// <summary>Packs several matrices, below each other.</summary>
    /// <param name="weights">Where biases are.</param>
    /// <param name="names">Canonical names without suffix.</param>
    /// <param name="matrices">The matrices, all in one format and with groups in one order.</param>
    /// <param name="memory">Where to keep the panels.</param>
    public CodeMatrix(IDecoderWeights weights, ReadOnlySpan<string> names, ReadOnlySpan<QuantizedMatrix> matrices, WeightMemory memory)
        : base(weights, names, memory)
    {
        _format = matrices[0].Format;
        _groups = matrices[0].Groups;
        _runs = Runs(matrices[0]);
        _groupLength = PanelWidth * (_format.IsSymmetric ? 1 : 2);
        _lineBytes = PanelWidth * WidthOf(_format) / 8;
        _scales = (float*)memory.Take(ScaleCount * sizeof(float));
        _lines = memory.Take(LineBytes);
        new Span<float>(_scales, checked((int)ScaleCount)).Clear();
        Pack(matrices);
    }

    public override long Bytes => base.Bytes + LineBytes + (ScaleCount * sizeof(float));

    private bool IsNarrow => WidthOf(_format) == NarrowBits;

    private long ScaleCount => (long)PanelCount * _groups * _groupLength;

    private long LineBytes => (long)PanelCount * Inputs * _lineBytes;

    /// <summary>Memory of a matrix, its panels not padded.</summary>
    public static long CountBytes(QuantizationFormat format, long outputs, long inputs) =>
        checked(outputs * ((inputs * WidthOf(format) / 8) + (format.GroupCount((int)inputs) * (format.IsSymmetric ? 1L : 2L) * sizeof(float))));

    /// <summary>Whether several matrices can stand below each other.</summary>
    public static bool AreAlike(ReadOnlySpan<QuantizedMatrix> matrices)
    {
        foreach (var matrix in matrices)
        {
            if (matrix.Format != matrices[0].Format || !matrix.GroupOf.AsSpan().SequenceEqual(matrices[0].GroupOf.AsSpan()))
                return false;
        }

        return true;
    }

    public override void CopyRow(int row, float* destination)
    {
        switch (IsNarrow, _format.IsSymmetric)
        {
            case (true, true): CopyRow<CenteredPanel<NibbleLine>>(row, destination); break;
            case (true, false): CopyRow<ShiftedPanel<NibbleLine>>(row, destination); break;
            case (false, true): CopyRow<CenteredPanel<ByteLine>>(row, destination); break;
            default: CopyRow<ShiftedPanel<ByteLine>>(row, destination); break;
        }
    }

    protected override void MultiplyPanel(int panel, int rows, float* x, float* y, int stride)
    {
        switch (IsNarrow, _format.IsSymmetric)
        {
            case (true, true): Multiply<CenteredPanel<NibbleLine>>(panel, rows, x, y, stride); break;
            case (true, false): Multiply<ShiftedPanel<NibbleLine>>(panel, rows, x, y, stride); break;
            case (false, true): Multiply<CenteredPanel<ByteLine>>(panel, rows, x, y, stride); break;
            default: Multiply<ShiftedPanel<ByteLine>>(panel, rows, x, y, stride); break;
        }
    }

    private static int WidthOf(QuantizationFormat format) => format.Bits <= NarrowBits ? NarrowBits : 8;

    private static PanelRun[] Runs(QuantizedMatrix matrix)
    {
        var runs = new List<PanelRun>();
        for (var input = 0; input < matrix.Inputs; input++)
        {
            var group = matrix.Group(input);
            if (runs.Count > 0 && runs[^1].Group == group)
                runs[^1] = new(input + 1, group);
            else
                runs.Add(new(input + 1, group));
        }

        return [.. runs];
    }

    private void Multiply<TPanel>(int panel, int rows, float* x, float* y, int stride)
        where TPanel : struct, IPanelFormat
    {
        fixed (PanelRun* runs = _runs)
            Multiply<TPanel>(rows, x, Inputs, Line(panel, 0), runs, Scales(panel, 0), y, stride);
    }

    private void CopyRow<TPanel>(int row, float* destination)
        where TPanel : struct, ICodePanel
    {
        var (panel, column) = Math.DivRem(row, PanelWidth);
        var input = 0;
        foreach (var run in _runs)
        {
            for (; input < run.End; input++)
                destination[input] = TPanel.Read(Line(panel, input), Scales(panel, run.Group), column);
        }
    }

    private void Pack(ReadOnlySpan<QuantizedMatrix> matrices)
    {
        var rows = new byte[PanelWidth * Inputs];
        var output = 0;
        foreach (var matrix in matrices)
        {
            for (var row = 0; row < matrix.Outputs; row++, output++)
            {
                var (panel, column) = Math.DivRem(output, PanelWidth);
                Center(matrix.Codes.AsSpan().Slice(row * Inputs, Inputs), rows.AsSpan(column * Inputs, Inputs));
                for (var group = 0; group < _groups; group++)
                {
                    Scales(panel, group)[column] = matrix.Scales[(row * _groups) + group];
                    if (!_format.IsSymmetric)
                        Scales(panel, group)[PanelWidth + column] = matrix.Zeros[(row * _groups) + group];
                }

                if (column == PanelWidth - 1 || output == Outputs - 1)
                    PackPanel(panel, rows);
            }
        }
    }

    private void PackPanel(int panel, byte[] rows)
    {
        fixed (byte* codes = rows)
        {
            for (var input = 0; input < Inputs; input++)
            {
                if (IsNarrow)
                    NibbleLine.Write(Line(panel, input), codes + input, Inputs);
                else
                    ByteLine.Write(Line(panel, input), codes + input, Inputs);
            }
        }
    }

    // Where zero stands in the middle, it is the middle of what a code has room for.
    private void Center(ReadOnlySpan<byte> codes, Span<byte> destination)
    {
        var shift = _format.IsSymmetric ? (1 << (WidthOf(_format) - 1)) - _format.MiddleCode : 0;
        System.Numerics.Tensors.TensorPrimitives.Add(codes, (byte)shift, destination);
    }

    private byte* Line(int panel, int input) => _lines + ((((long)panel * Inputs) + input) * _lineBytes);

    private float* Scales(int panel, int group) => _scales + ((((long)panel * _groups) + group) * _groupLength);
}
