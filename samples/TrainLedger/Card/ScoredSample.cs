using System.Collections.Immutable;
using InferenceScaling.Ledger.Derivations;
using InferenceScaling.Reasoning;
using InferenceScaling.Verification;

namespace InferenceScaling.Samples.TrainLedger.Card;

/// <summary>A sampled path with everything that is known of it.</summary>
/// <param name="Candidate">The path.</param>
/// <param name="IsRight">Whether its answer is.</param>
/// <param name="Steps">The verifier's score of each step.</param>
/// <param name="Exact">What is true of each step.</param>
/// <param name="Confidence">The generator's own certainty.</param>
internal sealed record ScoredSample(ReasoningCandidate Candidate, bool IsRight, ImmutableArray<double> Steps, ImmutableArray<LedgerStepVerdict> Exact, double Confidence)
{
    public double Product { get; } = ScoreAggregation.Product.Aggregate(Steps.AsSpan());

    /// <summary>What a verifier says that is mostly noise: a tenth of the real score.</summary>
    public double Weak => (0.1 * Product) + (0.9 * Candidate.Path.Random.Uniform(1_000_000));
}
