using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Execution;

namespace InferenceScaling.Models.Cpu;

/// <summary>A matrix [out, in] with its bias, in panels of 64 outputs, so that a product reads it as one stream.</summary>
internal abstract unsafe class WeightMatrix
{
    public const int PanelWidth = 64;

    private readonly float* _bias;

    /// <param name="weights">Where to read.</param>
    /// <param name="names">Canonical names without suffix; the matrices stand below each other.</param>
    /// <param name="memory">Where to keep what is read. It outlives the matrix.</param>
    protected WeightMatrix(IDecoderWeights weights, ReadOnlySpan<string> names, WeightMemory memory)
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
        if (weights.Contains(names[0] + ".bias"))
            _bias = ReadBias(weights, names, memory);
    }

    /// <summary>Packs one panel.</summary>
    /// <param name="panel">Its number.</param>
    /// <param name="rows">[64, <see cref="Inputs"/>].</param>
    protected delegate void PanelPacker(int panel, float* rows);

    /// <summary>Length of a row of results.</summary>
    public int Outputs { get; }

    /// <summary>Length of the sums.</summary>
    public int Inputs { get; }

    public int PanelCount { get; }

    /// <summary>Memory that it takes.</summary>
    public virtual long Bytes => _bias is null ? 0 : (long)Outputs * sizeof(float);

    /// <summary>Products with this matrix.</summary>
    public abstract LinearLayer<Activations> CreateLinear(CpuKernels kernels);

    /// <summary>One row of the matrix, without bias.</summary>
    public abstract void CopyRow(int row, float* destination);

    /// <summary>Adds the bias of some columns to some rows.</summary>
    protected void AddBias(int rows, float* y, int stride, int column, int columns)
    {
        if (_bias is null)
            return;
        for (var row = 0; row < rows; row++, y += stride)
        {
            for (var index = 0; index < columns; index++)
                y[index] += _bias[column + index];
        }
    }

    /// <summary>Reads the matrices and packs them panel by panel; what the last panel lacks is zero.</summary>
    protected void Pack(IDecoderWeights weights, ReadOnlySpan<string> names, PanelPacker pack)
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
                Pack(rows);
                filled = 0;
            }
        }

        if (filled > 0)
        {
            rows.AsSpan(filled * Inputs).Clear();
            Pack(rows);
        }

        void Pack(float[] values)
        {
            fixed (float* source = values)
                pack(panel++, source);
        }
    }

    private float* ReadBias(IDecoderWeights weights, ReadOnlySpan<string> names, WeightMemory memory)
    {
        var bias = (float*)memory.Take((long)Outputs * sizeof(float));
        var offset = 0;
        foreach (var name in names)
        {
            var length = (int)weights.Shape(name + ".bias")[0];
            weights.Read(name + ".bias", 0, new Span<float>(bias + offset, length));
            offset += length;
        }

        return bias;
    }
}
