using System.Runtime.Intrinsics;
using InferenceScaling.Models.Architectures;

namespace InferenceScaling.Models.Cpu;

/// <summary>A matrix [out, in] as panels of 64 outputs, [panel][in][64], so that a product reads it as one stream.</summary>
internal sealed unsafe class PackedMatrix : IDisposable
{
    public const int PanelWidth = 64;

    private readonly NativeBuffer _panels;
    private readonly NativeBuffer? _bias;

    /// <summary>Packs several matrices, below each other.</summary>
    public PackedMatrix(IDecoderWeights weights, ReadOnlySpan<string> names)
    {
        var outputs = 0L;
        foreach (var name in names)
        {
            var shape = weights.Shape(name + ".weight");
            outputs += shape[0];
            Inputs = checked((int)shape[1]);
        }

        Outputs = checked((int)outputs);
        PanelCount = (Outputs + PanelWidth - 1) / PanelWidth;
        _panels = new NativeBuffer((long)PanelCount * PanelWidth * Inputs);
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
        var weights = _panels.Pointer + ((long)panel * PanelWidth * Inputs);
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
        var source = _panels.Pointer + ((long)(row / PanelWidth) * PanelWidth * Inputs) + (row % PanelWidth);
        for (var index = 0; index < Inputs; index++)
            destination[index] = source[(long)index * PanelWidth];
    }

    public void Dispose()
    {
        _panels.Dispose();
        _bias?.Dispose();
    }

    private void Multiply(int rows, float* x, float* weights, float* y, int stride)
    {
        if (Vector512.IsHardwareAccelerated)
            Tile512.Multiply(rows, x, Inputs, weights, y, stride);
        else
            Tile256.Multiply(rows, x, Inputs, weights, y, stride);
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
        var destination = _panels.Pointer + ((long)panel * PanelWidth * Inputs);
        fixed (float* source = rows)
        {
            for (var input = 0; input < Inputs; input++)
            {
                for (var column = 0; column < PanelWidth; column++)
                    *destination++ = source[((long)column * Inputs) + input];
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
