using InferenceScaling.Evaluation.Intervals;

namespace InferenceScaling.TorchSharp.Compression.Judging;

/// <summary>Answers of original and compressed model to the same problems, with the same seeds.</summary>
/// <param name="Problems">How many.</param>
/// <param name="Original">Share the original solves.</param>
/// <param name="Compressed">Share the compressed model solves.</param>
/// <param name="Flips">Share of problems whose final answer is another one, right or wrong.</param>
/// <param name="Comparison">The compressed model against the original, paired.</param>
public sealed record AccuracyChange(int Problems, double Original, double Compressed, double Flips, PairedComparison Comparison)
{
    /// <summary>Half of the 95 % interval of the difference.</summary>
    public double Margin => 1.96 * Comparison.StandardError;
}
