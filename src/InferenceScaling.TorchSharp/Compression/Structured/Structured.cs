namespace InferenceScaling.TorchSharp.Compression.Structured;

/// <summary>Schemes that make tensors smaller: what is removed is not stored and not computed.</summary>
public static class Structured
{
    /// <summary>Removes neurons of every feed-forward part.</summary>
    /// <param name="share">How many of them, 0 to below 1.</param>
    public static StructuredScheme FeedForward(double share) => new StructuredScheme().FeedForward(share);

    /// <summary>Removes key-value heads of every layer, each with its query heads.</summary>
    /// <param name="share">How many of them, 0 to below 1.</param>
    public static StructuredScheme Heads(double share) => new StructuredScheme().Heads(share);

    /// <summary>Removes whole layers: those that change the residual stream least.</summary>
    /// <param name="count">How many; at least one stays.</param>
    public static StructuredScheme Layers(int count) => new StructuredScheme().Layers(count);
}
