namespace InferenceScaling.Models.Execution;

/// <summary>One row of numbers a token, or a position.</summary>
/// <typeparam name="T">What holds activations.</typeparam>
internal abstract class EmbeddingTable<T>
{
    /// <summary>Memory the weights take.</summary>
    public abstract long Bytes { get; }

    /// <summary>Makes a new buffer with the rows of these ids.</summary>
    public abstract T Lookup(ReadOnlySpan<int> ids);
}
