using System.Runtime.Intrinsics;
using InferenceScaling.Models.Architectures;

namespace InferenceScaling.Models.Cpu;

/// <summary>A matrix [out, in] as panels of 64 outputs, [panel][in][64], so that a product reads it as one stream. In fp32, or in bf16 that is widened in registers: products of equal weights are equal bit for bit.</summary>
internal sealed unsafe class PackedMatrix : IDisposable
{
    public const int PanelWidth = 64;

    private readonly NativeBuffer _panels;
    private readonly NativeBuffer? _bias;
    private readonly bool _halved;
    private readonly int _lineBytes;

    /// <summary>Packs several matrices, below each other.</summary>
    /// <param name="weights">Where to read.</param>
    /// <param name="names">Canonical names without suffix.</param>
    /// <param name="halved">Whether to keep bf16 instead of fp32.</param>
    public PackedMatrix(IDecoderWeights weights, ReadOnlySpan<string> names, bool halved = false)
    {
        _halved = halved;
        _lineBytes = halved ? BFloat16Panel.LineBytes : SinglePanel.LineBytes;
        var outputs = 0L;
        foreach (var name in names)
        {
            var shape = weights.Shape(name + ".weight");
            outputs += shape[0];
            Inputs = checked((int)shape[1]);
        }

        Outputs = checked((int)outputs);
        PanelCount = (Outputs + PanelWidth - 1) / PanelWidth;
        _panels = new NativeBuffer((long)PanelCount * Inputs * (_lineBytes / sizeof(float)));
        try
        {
            Pack(weights, names);
            if (weights.Contains(names[0] + ".bias"))
                _bias = ReadBias(weights, names);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Length of a row of results.</summary>
    public int Outputs { get; }

    /// <summary>Length of the sums.</summary>
    public int Inputs { get; }

    public int PanelCount { get; }

    public long Bytes => (_panels.Length + (_bias?.Length ?? 0)) * sizeof(float);

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
    public void CopyRow(int row, float* destination)
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

    public void Dispose()
    {
        _panels.Dispose();
        _bias?.Dispose();
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
        if (Vector512.IsHardwareAccelerated)
            Tile512<TPanel>.Multiply(rows, x, Inputs, weights, y, stride);
        else
            Tile256<TPanel>.Multiply(rows, x, Inputs, weights, y, stride);
    }

    private void AddBias(int rows, float* y, int column, int columns)
    {
        if (_bias is null)
            return;
        for (var row = 0; row < rows; row++, y += Outputs)
        {
            for (var index = 0; index < columns; index++)
                y[index] += _bias.Pointer[column + index];
        }
    }

    private void Pack(IDecoderWeights weights, ReadOnlySpan<string> names)
    {
        var rows = new float[(long)PanelWidth * Inputs];
        var filled = 0;
        var panel = 0;
        foreach (var name in names)
        {
            var count = weights.Shape(name + ".weight")[0];
            for (var row = 0L; row < count;)
            {
                var taken = (int)Math.Min(PanelWidth - filled, count - row);
                weights.Read(name + ".weight", row * Inputs, rows.AsSpan(filled * Inputs, taken * Inputs));
                row += taken;
                filled += taken;
                if (filled < PanelWidth)
                    continue;
                Transpose(rows, panel++);
                filled = 0;
            }
        }

        if (filled > 0)
        {
            rows.AsSpan(filled * Inputs).Clear();
            Transpose(rows, panel);
        }
    }

    private void Transpose(float[] rows, int panel)
    {
        fixed (float* source = rows)
        {
            for (var input = 0; input < Inputs; input++)
            {
                if (_halved)
                    BFloat16Panel.Write(Line(panel, input), source + input, Inputs);
                else
                    SinglePanel.Write(Line(panel, input), source + input, Inputs);
            }
        }
    }

    private NativeBuffer ReadBias(IDecoderWeights weights, ReadOnlySpan<string> names)
    {
        var bias = new NativeBuffer(Outputs);
        var offset = 0;
        foreach (var name in names)
        {
            var length = (int)weights.Shape(name + ".bias")[0];
            weights.Read(name + ".bias", 0, new Span<float>(bias.Pointer + offset, length));
            offset += length;
        }

        return bias;
    }
}
