namespace InferenceScaling.Training.Decoder;

/// <summary>How weights start.</summary>
public sealed record WeightInitialization
{
    /// <summary>
    /// Whether token embeddings and head start as the same orthonormal rows, which takes a vocabulary not larger than the hidden size. Small models with a common
    /// output gradient otherwise learn late, or never, to tell names apart. False: normal with <see cref="EmbeddingDeviation"/>.
    /// </summary>
    public bool OrthonormalEmbeddings { get; init; }

    /// <summary>Standard deviation of embeddings that are not orthonormal.</summary>
    public double EmbeddingDeviation { get; init; } = 0.02;

    /// <summary>What the embeddings of earlier tokens are multiplied with.</summary>
    public double ShiftScale { get; init; } = 0.5;

    /// <summary>Standard deviation of matrices that read the residual stream, times √width of their input.</summary>
    public double InputGain { get; init; } = 0.7;

    /// <summary>Standard deviation of matrices that write to the residual stream, times √(2 · layers · width of their input).</summary>
    public double OutputGain { get; init; } = 0.5;
}
