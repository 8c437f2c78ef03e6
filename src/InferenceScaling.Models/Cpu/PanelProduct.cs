using System.Runtime.CompilerServices;
using InferenceScaling.Models.Cpu.Codes;

namespace InferenceScaling.Models.Cpu;

/// <summary>Products of rows with a panel of 64 columns: a few inputs' weights serve all rows from the first-level cache, while those of the next are asked for.</summary>
/// <typeparam name="TTile">What multiplies.</typeparam>
/// <typeparam name="TPanel">How the panel lies in memory.</typeparam>
internal static unsafe class PanelProduct<TTile, TPanel>
    where TTile : struct, IPanelTile
    where TPanel : struct, IPanelFormat
{
    // So many inputs' widened weights take half of a small first-level cache.
    private const int WidenedInputs = 64;

    /// <summary>y[r, 0…63] = Σₖ x[r, k] · panel[k, 0…63].</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="x">[rows, width].</param>
    /// <param name="width">Length of the sums.</param>
    /// <param name="panel">[width, 64].</param>
    /// <param name="runs">Which inputs share scales, up to the last input.</param>
    /// <param name="scales">The panel's scales, [groups, <see cref="IPanelFormat.GroupLength"/>].</param>
    /// <param name="y">Rows of at least 64 numbers.</param>
    /// <param name="stride">From one row of y to the next.</param>
    public static void Multiply(int rows, float* x, int width, byte* panel, PanelRun* runs, float* scales, float* y, int stride)
    {
        var calls = TTile.Calls(rows);
        var isWidened = TPanel.GroupLength > 0 && calls > 2;
        var most = isWidened ? WidenedInputs : TTile.Inputs(calls);
        var block = new PanelBlock { Width = width, Stride = stride, Panel = panel, Runs = runs, Scales = scales };
        while (block.To < width)
        {
            (block.From, block.To) = (block.To, nint.Min(block.To + most, width));
            var inputs = block.To - block.From;
            block.Ahead = new(block.Panel + (inputs * TPanel.LineBytes), inputs * TPanel.LineBytes, inputs * calls);
            if (isWidened)
                AddWidened(rows, x, y, block);
            else
                TTile.Add<TPanel>(rows, x, y, &block);
            block.Panel += inputs * TPanel.LineBytes;
            while (block.Runs->End <= block.To && block.To < width)
                block.Runs++;
        }
    }

    // Widened once for all rows.
    [SkipLocalsInit]
    private static void AddWidened(int rows, float* x, float* y, PanelBlock block)
    {
        var widened = stackalloc float[WidenedInputs * WeightMatrix.PanelWidth];
        CodeWidening.Widen<TPanel>(block.Panel, block.From, block.To, block.Runs, block.Scales, widened);
        var whole = new PanelRun((int)block.To, 0);
        block.Panel = (byte*)widened;
        block.Runs = &whole;
        TTile.Add<SinglePanel>(rows, x, y, &block);
    }
}
