using InferenceScaling.Models.Architectures;

namespace InferenceScaling.Models.Cpu;

/// <summary>A matrix in fp32, or in bf16 that is widened in registers. A panel is [in][64].</summary>
internal sealed unsafe class PackedMatrix : PanelMatrix
{
    private readonly byte* _panels;
    private readonly bool _halved;
    private readonly int _lineBytes;

    /// <summary>Packs several matrices, below each other.</summary>
    /// <param name="weights">Where to read.</param>
    /// <param name="names">Canonical names without suffix.</param>
    /// <param name="memory">Where to keep the panels.</param>
    /// <param name="halved">Whether to keep bf16 instead of fp32.</param>
    public PackedMatrix(IDecoderWeights weights, ReadOnlySpan<string> names, WeightMemory memory, bool halved = false)
        : base(weights, names, memory)
    {
        _halved = halved;
        _lineBytes = halved ? BFloat16Panel.LineBytes : SinglePanel.LineBytes;
        _panels = memory.Take(PanelBytes);
        Pack(weights, names, PackPanel);
    }

    public override long Bytes => base.Bytes + PanelBytes;

    private long PanelBytes => (long)PanelCount * Inputs * _lineBytes;

    /// <summary>One row of the matrix, without bias.</summary>
    public override void CopyRow(int row, float* destination)
    {
        var (panel, column) = Math.DivRem(row, PanelWidth);
        var line = Line(panel, 0);
        if (_halved)
        {
            for (var index = 0; index < Inputs; index++, line += BFloat16Panel.LineBytes)
                destination[index] = BFloat16Panel.Read(line, column);
            return;
        }

        for (var index = 0; index < Inputs; index++, line += SinglePanel.LineBytes)
            destination[index] = SinglePanel.Read(line, column);
    }

    protected override void MultiplyPanel(int panel, int rows, float* x, float* y, int stride)
    {
        var run = new PanelRun(Inputs, 0);
        if (_halved)
            Multiply<BFloat16Panel>(rows, x, Inputs, Line(panel, 0), &run, null, y, stride);
        else
            Multiply<SinglePanel>(rows, x, Inputs, Line(panel, 0), &run, null, y, stride);
    }

    private void PackPanel(int panel, float* rows)
    {
        for (var input = 0; input < Inputs; input++)
        {
            if (_halved)
                BFloat16Panel.Write(Line(panel, input), rows + input, Inputs);
            else
                SinglePanel.Write(Line(panel, input), rows + input, Inputs);
        }
    }

    private byte* Line(int panel, int input) => _panels + ((((long)panel * Inputs) + input) * _lineBytes);
}
