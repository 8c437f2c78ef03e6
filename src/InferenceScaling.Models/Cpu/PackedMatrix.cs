using System.Runtime.Intrinsics.X86;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Execution;

namespace InferenceScaling.Models.Cpu;

/// <summary>A matrix in fp32, or in bf16 that is widened in registers: products of equal weights are equal bit for bit. A panel is [in][64].</summary>
internal sealed unsafe class PackedMatrix : WeightMatrix
{
    private readonly NativeBuffer _panels;
    private readonly bool _halved;
    private readonly int _lineBytes;

    /// <summary>Packs several matrices, below each other.</summary>
    /// <param name="weights">Where to read.</param>
    /// <param name="names">Canonical names without suffix.</param>
    /// <param name="halved">Whether to keep bf16 instead of fp32.</param>
    public PackedMatrix(IDecoderWeights weights, ReadOnlySpan<string> names, bool halved = false)
        : base(weights, names)
    {
        _halved = halved;
        _lineBytes = halved ? BFloat16Panel.LineBytes : SinglePanel.LineBytes;
        _panels = new NativeBuffer((long)PanelCount * Inputs * (_lineBytes / sizeof(float)));
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

    public override long Bytes => base.Bytes + (_panels.Length * sizeof(float));

    public override LinearLayer<Activations> CreateLinear(CpuKernels kernels) => new CpuLinear(this, kernels);

    /// <summary>The part of x·Wᵀ + b that one panel makes, for some rows.</summary>
    public void Multiply(int panel, float* x, int rows, float* y)
    {
        var weights = Line(panel, 0);
        var column = panel * PanelWidth;
        var columns = Math.Min(PanelWidth, Outputs - column);
        if (columns == PanelWidth)
        {
            Multiply(rows, x, weights, y + column, Outputs);
            AddBias(rows, y + column, column, columns);
            return;
        }

        // The last panel is padded: its results pass through scratch memory.
        const int Group = 6;
        var scratch = stackalloc float[Group * PanelWidth];
        for (var row = 0; row < rows; row += Group)
        {
            var count = Math.Min(Group, rows - row);
            Multiply(count, x + ((long)row * Inputs), weights, scratch, PanelWidth);
            for (var index = 0; index < count; index++)
                new ReadOnlySpan<float>(scratch + (index * PanelWidth), columns).CopyTo(new Span<float>(y + ((long)(row + index) * Outputs) + column, columns));
        }

        AddBias(rows, y + column, column, columns);
    }

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

    public override void Dispose()
    {
        _panels.Dispose();
        base.Dispose();
    }

    protected override void PackPanel(int panel, float* rows)
    {
        for (var input = 0; input < Inputs; input++)
        {
            if (_halved)
                BFloat16Panel.Write(Line(panel, input), rows + input, Inputs);
            else
                SinglePanel.Write(Line(panel, input), rows + input, Inputs);
        }
    }

    private byte* Line(int panel, int input) => (byte*)_panels.Pointer + ((((long)panel * Inputs) + input) * _lineBytes);

    private void Multiply(int rows, float* x, byte* weights, float* y, int stride)
    {
        if (_halved)
            Multiply<BFloat16Panel>(rows, x, weights, y, stride);
        else
            Multiply<SinglePanel>(rows, x, weights, y, stride);
    }

    private void Multiply<TPanel>(int rows, float* x, byte* weights, float* y, int stride)
        where TPanel : struct, IPanelFormat
    {
        if (Avx512F.IsSupported)
            Tile512<TPanel>.Multiply(rows, x, Inputs, weights, y, stride);
        else
            Tile256<TPanel>.Multiply(rows, x, Inputs, weights, y, stride);
    }
}
