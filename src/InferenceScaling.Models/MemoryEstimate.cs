namespace InferenceScaling.Models;

/// <summary>What a model would take.</summary>
/// <param name="WeightBytes">Memory of the weights.</param>
/// <param name="KvBytesPerToken">Key-value memory of one token of context.</param>
public sealed record MemoryEstimate(long WeightBytes, long KvBytesPerToken)
{
    /// <summary>Weights and cache together, without the scratch memory of a pass.</summary>
    /// <param name="tokens">Tokens of context in the cache at a time, over all paths; shared ones count once.</param>
    public long TotalBytes(long tokens) => checked(WeightBytes + (tokens * KvBytesPerToken));
}
