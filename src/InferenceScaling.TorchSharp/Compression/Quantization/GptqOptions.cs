namespace InferenceScaling.TorchSharp.Compression.Quantization;

/// <summary>Settings of <see cref="Gptq"/>.</summary>
internal sealed record GptqOptions
{
    /// <summary>Share of the Hessian's mean diagonal that is added to its diagonal.</summary>
    public double Damping { get; init; } = 0.01;

    /// <summary>Columns that are corrected one by one before the rest is corrected by a matrix product; speed only.</summary>
    public int BlockSize { get; init; } = 128;

    /// <summary>Whether the most active inputs are rounded first. Groups are then of inputs far apart, unless they are static.</summary>
    public bool HasActivationOrder { get; init; }

    /// <summary>Whether the grids of groups are fitted to the weights as they came, and not to the corrected ones when their group begins.</summary>
    public bool HasStaticGroups { get; init; }

    /// <summary>How a grid is chosen.</summary>
    public IGridFit Fit { get; init; } = new RangeFit(SymmetricRange.Full);
}
