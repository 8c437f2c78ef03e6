namespace InferenceScaling.Models.Cpu;

/// <summary>Products of rows with some inputs of a panel, all sums in registers.</summary>
/// <remarks>Each output is one chain of multiply-adds over k = 0, 1, …, whatever the number of rows, so a row's bits do not depend on its neighbours.</remarks>
internal unsafe interface IPanelTile
{
    /// <summary>How often so many rows go through the inputs.</summary>
    static abstract int Calls(int rows);

    /// <summary>How many inputs are best taken at a time: their weights should stay in the first-level cache, but between two of them sums pass through memory.</summary>
    static abstract int Inputs(int calls);

    /// <summary>y[r, 0…63] += Σₖ x[r, k] · panel[k, 0…63] over the block's inputs; the first of them begin sums.</summary>
    static abstract void Add<TPanel>(int rows, float* x, float* y, PanelBlock* block)
        where TPanel : struct, IPanelFormat;
}
