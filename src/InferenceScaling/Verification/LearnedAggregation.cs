using System.Collections.Immutable;

namespace InferenceScaling.Verification;

/// <summary>An aggregation learned from labelled paths: a logistic regression on the minimum, the mean, the last score, the mean logit and the number of steps. Its score is a probability that the path is right.</summary>
/// <remarks>Needs some hundred labelled paths of both kinds. Immutable; <see cref="Weights"/> can be stored and given to the constructor.</remarks>
public sealed class LearnedAggregation : ScoreAggregation
{
    private const int Features = 5;
    private const double Margin = 1e-6;

    /// <summary>An aggregation of known weights.</summary>
    /// <param name="weights">Of minimum, mean, last, mean logit, logarithm of one plus the steps; then the intercept.</param>
    /// <exception cref="ArgumentException">There are not six finite weights.</exception>
    public LearnedAggregation(ImmutableArray<double> weights)
    {
        if (weights.IsDefault || weights.Length != Features + 1 || !weights.All(double.IsFinite))
            throw new ArgumentException($"A learned aggregation has {Features + 1} finite weights ({Features} features and the intercept), but got {(weights.IsDefault ? "none" : weights.Length)}.", nameof(weights));
        Weights = weights;
    }

    /// <summary>The weights of minimum, mean, last, mean logit, logarithm of one plus the steps; then the intercept.</summary>
    public ImmutableArray<double> Weights { get; }

    /// <summary>Learns from labelled paths.</summary>
    /// <param name="scores">For each path, one value in [0, 1] a step.</param>
    /// <param name="correct">For each path, whether its answer is right.</param>
    /// <param name="penalty">Strength of the quadratic penalty that keeps weights small; above 0.</param>
    /// <exception cref="ArgumentException">The lengths differ, there are no paths of both kinds, or a path has no steps.</exception>
    public static LearnedAggregation Fit(IReadOnlyList<IReadOnlyList<double>> scores, IReadOnlyList<bool> correct, double penalty = 1)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(correct);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(penalty);
        if (scores.Count != correct.Count)
            throw new ArgumentException($"There are {scores.Count} paths but {correct.Count} labels; there must be one label a path.", nameof(correct));
        if (!correct.Contains(true) || !correct.Contains(false))
            throw new ArgumentException("Learning needs right and wrong paths; all labels are the same.", nameof(correct));
        if (scores.Any(static steps => steps.Count == 0))
            throw new ArgumentException("A path without steps cannot be learned from.", nameof(scores));
        return new([.. LogisticRegression.Fit([.. scores.Select(static steps => Describe([.. steps]))], [.. correct.Select(static label => label ? 1.0 : 0.0)], penalty)]);
    }

    /// <inheritdoc/>
    public override string ToString() => "learned";

    /// <inheritdoc/>
    protected override double AggregateCore(ReadOnlySpan<double> scores) => LogisticRegression.Predict(Weights.AsSpan(), Describe(scores));

    private static double[] Describe(ReadOnlySpan<double> scores)
    {
        var logits = 0.0;
        foreach (var score in scores)
            logits += Math.Log(Math.Clamp(score, Margin, 1 - Margin) / (1 - Math.Clamp(score, Margin, 1 - Margin)));
        return [Minimum.Aggregate(scores), Mean.Aggregate(scores), scores[^1], logits / scores.Length, Math.Log(1 + scores.Length)];
    }
}
