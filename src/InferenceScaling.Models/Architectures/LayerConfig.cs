namespace InferenceScaling.Models.Architectures;

/// <summary>What differs from layer to layer.</summary>
/// <param name="Window">How many positions attention sees, its own included; 0 for all.</param>
/// <param name="Rotary">Whether queries and keys are rotated (SmolLM3 leaves it out in every fourth layer).</param>
/// <param name="LocalRope">Whether they are rotated by <see cref="DecoderConfig.LocalRope"/> (Gemma 3's local layers).</param>
/// <param name="Sparse">Whether the feed-forward part is <see cref="DecoderConfig.Experts"/>.</param>
public sealed record LayerConfig(int Window = 0, bool Rotary = true, bool LocalRope = false, bool Sparse = false);
