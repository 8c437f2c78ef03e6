namespace InferenceScaling.Models.Architectures;

/// <summary>What differs from layer to layer.</summary>
/// <param name="Window">How many positions attention sees, its own included; 0 for all.</param>
/// <param name="Rotary">Whether queries and keys are rotated (SmolLM3 leaves it out in every fourth layer).</param>
/// <param name="LocalRope">Whether they are rotated by <see cref="DecoderConfig.LocalRope"/> (Gemma 3's local layers).</param>
/// <param name="Sparse">Whether the feed-forward part is <see cref="DecoderConfig.Experts"/>.</param>
public sealed record LayerConfig(int Window = 0, bool Rotary = true, bool LocalRope = false, bool Sparse = false)
{
    /// <summary>Number of query heads; null for <see cref="AttentionConfig.HeadCount"/>. See <see cref="DecoderConfig.AttentionOf"/>.</summary>
    public int? HeadCount { get; init; }

    /// <summary>Number of key and value heads, which divides that of the layer's query heads; null for <see cref="AttentionConfig.KeyValueHeadCount"/>.</summary>
    public int? KeyValueHeadCount { get; init; }

    /// <summary>Width between the two matrices of a dense feed-forward part; null for <see cref="FeedForwardConfig.IntermediateSize"/>. See <see cref="DecoderConfig.FeedForwardWidth"/>.</summary>
    public int? IntermediateSize { get; init; }
}
