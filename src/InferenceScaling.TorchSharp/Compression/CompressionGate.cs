using InferenceScaling.Evaluation.Frontiers;
using InferenceScaling.Models;
using InferenceScaling.Reasoning;
using InferenceScaling.TorchSharp.Compression.Judging;

namespace InferenceScaling.TorchSharp.Compression;

/// <summary>What every step must hold, or it is rolled back.</summary>
public sealed record CompressionGate
{
    /// <summary>Most mean KL divergence from the original, in nats a token; null for any.</summary>
    public double? MaxDivergence { get; init; }

    /// <summary>Problems on which accuracy must not fall; null for none.</summary>
    public IReadOnlyList<FrontierProblem>? Problems { get; init; }

    /// <summary>How problems are solved; null for one greedy path each.</summary>
    public Func<LanguageModel, ReasonerBuilder>? Solver { get; init; }

    /// <summary>How much accuracy may fall by the mean, as a share. Beyond it, or where the fall is significant at 5 % (McNemar), the step is refused.</summary>
    /// <value>The default is 0.02.</value>
    public double AccuracyTolerance { get; init; } = 0.02;

    /// <summary>Paths of known truth that a compressed verifier must rank as well; null for none.</summary>
    public RankingTask? Ranking { get; init; }

    /// <summary>How much the within-problem ranking may fall, as a share of pairs.</summary>
    /// <value>The default is 0.01.</value>
    public double RankingTolerance { get; init; } = 0.01;

    /// <summary>Whether the compressed model must decode faster here: with one path or with 64, and with neither slower by more than 5 %.</summary>
    public bool FasterHere { get; init; }

    internal void Validate()
    {
        if (MaxDivergence is { } divergence && !(divergence > 0))
            throw new ArgumentOutOfRangeException(nameof(MaxDivergence), divergence, "A bound on divergence is above 0 nats.");
        if (!(AccuracyTolerance >= 0))
            throw new ArgumentOutOfRangeException(nameof(AccuracyTolerance), AccuracyTolerance, "A tolerance is a share of problems, at least 0.");
        if (!(RankingTolerance >= 0))
            throw new ArgumentOutOfRangeException(nameof(RankingTolerance), RankingTolerance, "A tolerance is a share of pairs, at least 0.");
        Ranking?.Validate();
        if (Problems is { Count: < 2 })
            throw new ArgumentException($"{Problems.Count} problems cannot be compared in pairs; give at least two, hundreds to see two points of accuracy.");
    }

    /// <summary>Why a step is refused; null if it is not.</summary>
    internal string? Refuse(StepReport step)
    {
        var reasons = new List<string>();
        if (step.Fidelity is { } fidelity && !double.IsFinite(fidelity.MeanDivergence))
            reasons.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"mean divergence {fidelity.MeanDivergence}: it computes no probabilities on the texts"));
        if (MaxDivergence is { } most && !(step.Fidelity?.MeanDivergence <= most))
            reasons.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"mean divergence {step.Fidelity?.MeanDivergence:G3} nats, at most {most:G3} allowed"));
        if (step.Accuracy is { } accuracy && (accuracy.Comparison.Difference < -AccuracyTolerance || (accuracy.Comparison.Difference < 0 && accuracy.Comparison.PValue < 0.05)))
            reasons.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"accuracy {accuracy.Compressed:P1}, {accuracy.Original:P1} before (p {accuracy.Comparison.PValue:G2})"));
        if (step.Ranking is { } ranking && ranking.Compressed < ranking.Original - RankingTolerance)
            reasons.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{ranking.Compressed:P1} of {ranking.Pairs} pairs ranked rightly, {ranking.Original:P1} before"));
        if (FasterHere && !IsFaster(step.Speeds))
            reasons.Add("not faster on this machine: " + string.Join(", ", step.Speeds.Select(speed => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{speed.Ratio:F2} times the original's speed with {speed.Batch} {(speed.Batch == 1 ? "path" : "paths")}"))));
        return reasons.Count == 0 ? null : string.Join("; ", reasons);
    }

    private static bool IsFaster(IReadOnlyList<DecodeSpeed> speeds) => speeds.Any(static speed => speed.Ratio > 1.05) && speeds.All(static speed => speed.Ratio >= 0.95);
}
