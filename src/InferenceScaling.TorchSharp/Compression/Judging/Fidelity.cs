namespace InferenceScaling.TorchSharp.Compression.Judging;

/// <summary>How near a compressed model's next-token distributions are to the original's, on texts that nothing was fitted to.</summary>
/// <param name="Tokens">Places compared.</param>
/// <param name="Perplexity">Of the original on the texts; NaN for heads of labels or rewards, and so is its ratio. Then divergence is that of the labels, and 0 where there is but one: judge reward models by <see cref="RankingTask"/>.</param>
/// <param name="PerplexityRatio">The compressed model's perplexity over the original's.</param>
/// <param name="MeanDivergence">Mean of KL(original ‖ compressed), in nats a token.</param>
/// <param name="LargeDivergence">Its 99th percentile.</param>
/// <param name="SameToken">Share of places where both find the same token likeliest.</param>
public sealed record Fidelity(int Tokens, double Perplexity, double PerplexityRatio, double MeanDivergence, double LargeDivergence, double SameToken);
