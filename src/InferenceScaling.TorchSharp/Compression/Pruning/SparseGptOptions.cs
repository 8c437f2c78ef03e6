namespace InferenceScaling.TorchSharp.Compression.Pruning;

/// <summary>Settings of <see cref="SparseGpt"/>.</summary>
internal sealed record SparseGptOptions
{
    /// <summary>Share of the Hessian's mean diagonal that is added to its diagonal.</summary>
    public double Damping { get; init; } = 0.01;

    /// <summary>Columns that are corrected one by one before the rest is corrected by a matrix product, and among which a share is counted.</summary>
    public int BlockSize { get; init; } = 128;
}
