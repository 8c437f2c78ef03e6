namespace InferenceScaling.Benchmarks.Quality;

/// <summary>How far a rounded model is from fp32 on a text.</summary>
/// <param name="Name">The variant.</param>
/// <param name="Perplexity">Of the text.</param>
/// <param name="PerplexityRatio">Over that of fp32.</param>
/// <param name="MeanDivergence">Mean of KL(fp32 ‖ variant) over places, in nats.</param>
/// <param name="LargeDivergence">Its 99th percentile.</param>
/// <param name="SameToken">Share of places where both find the same token likeliest.</param>
/// <param name="Megabytes">Memory of the weights.</param>
internal sealed record QualityRow(string Name, double Perplexity, double PerplexityRatio, double MeanDivergence, double LargeDivergence, double SameToken, double Megabytes);
