namespace InferenceScaling.TorchSharp.Compression.Matrices;

/// <summary>Decides, weight by weight, what <see cref="ColumnSweep"/> puts in a weight's place.</summary>
internal interface IColumnRounding
{
    /// <summary>Looks at a block before its first column is done.</summary>
    /// <param name="first">Number of the block's first column.</param>
    /// <param name="weights">[out × width]: the weights, corrected for every error so far.</param>
    /// <param name="factor">[width × width]: the block's part of the inverse factor.</param>
    void Begin(int first, ReadOnlySpan<double> weights, ReadOnlySpan<double> factor);

    /// <summary>The value that takes a weight's place.</summary>
    /// <param name="row">Output.</param>
    /// <param name="column">Position of the weight in the order of the sweep.</param>
    /// <param name="rest">The corrected weights of this output, from this one to the end of the block.</param>
    double Round(int row, int column, ReadOnlySpan<double> rest);
}
