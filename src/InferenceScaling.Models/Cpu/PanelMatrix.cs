using System.Runtime.Intrinsics.X86;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Execution;

namespace InferenceScaling.Models.Cpu;

/// <summary>A matrix whose weights are fp32 in registers, however they lie in memory: products of equal weights are equal bit for bit.</summary>
internal abstract unsafe class PanelMatrix(IDecoderWeights weights, ReadOnlySpan<string> names, WeightMemory memory) : WeightMatrix(weights, names, memory)
{
    public override LinearLayer<Activations> CreateLinear(CpuKernels kernels) => new CpuLinear(this, kernels);

    /// <summary>The part of x·Wᵀ + b that one panel makes, for some rows.</summary>
    /// <param name="panel">Number of the panel.</param>
    /// <param name="x">[rows, in].</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="y">[rows, out].</param>
    public void Multiply(int panel, float* x, int rows, float* y)
    {
        var column = panel * PanelWidth;
        var columns = Math.Min(PanelWidth, Outputs - column);
        if (columns == PanelWidth)
        {
            MultiplyPanel(panel, rows, x, y + column, Outputs);
            AddBias(rows, y + column, Outputs, column, columns);
            return;
        }

        // The last panel is padded: its results pass through scratch memory.
        const int Group = 6;
        var padded = stackalloc float[Group * PanelWidth];
        for (var row = 0; row < rows; row += Group)
        {
            var count = Math.Min(Group, rows - row);
            MultiplyPanel(panel, count, x + ((long)row * Inputs), padded, PanelWidth);
            for (var index = 0; index < count; index++)
                new ReadOnlySpan<float>(padded + (index * PanelWidth), columns).CopyTo(new Span<float>(y + ((long)(row + index) * Outputs) + column, columns));
        }

        AddBias(rows, y + column, Outputs, column, columns);
    }

    /// <summary>All 64 columns of a panel, without bias.</summary>
    protected abstract void MultiplyPanel(int panel, int rows, float* x, float* y, int stride);

    protected static void Multiply<TPanel>(int rows, float* x, int width, byte* panel, PanelRun* runs, float* scales, float* y, int stride)
        where TPanel : struct, IPanelFormat
    {
        if (Avx512F.IsSupported)
            PanelProduct<Tile512, TPanel>.Multiply(rows, x, width, panel, runs, scales, y, stride);
        else
            PanelProduct<Tile256, TPanel>.Multiply(rows, x, width, panel, runs, scales, y, stride);
    }
}
