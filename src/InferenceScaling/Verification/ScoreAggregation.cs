namespace InferenceScaling.Verification;

/// <summary>Makes one score of a path from the scores of its steps. A reasoner uses one aggregation throughout: to search and to select.</summary>
public abstract class ScoreAggregation
{
    /// <summary>The weakest step (Wang et al. 2024, Math-Shepherd).</summary>
    public static ScoreAggregation Minimum { get; } = new Delegated(nameof(Minimum), static scores => Fold(scores, 1, Math.Min));

    /// <summary>The probability that every step is right, if the scores are independent probabilities (Lightman et al. 2023). The default.</summary>
    public static ScoreAggregation Product { get; } = new Delegated(nameof(Product), static scores => Fold(scores, 1, static (product, score) => product * score));

    /// <summary>The arithmetic mean.</summary>
    public static ScoreAggregation Mean { get; } = new Delegated(nameof(Mean), static scores => Fold(scores, 0, static (sum, score) => sum + score) / scores.Length);

    /// <summary>The geometric mean: <see cref="Product"/> without its preference for short paths.</summary>
    public static ScoreAggregation GeometricMean { get; } = new Delegated(
        nameof(GeometricMean), static scores => Math.Exp(Fold(scores, 0, static (sum, score) => sum + Math.Log(score)) / scores.Length));

    /// <summary>The last step's score: for verifiers whose score of a step judges the whole prefix (Snell et al. 2024).</summary>
    public static ScoreAggregation Last { get; } = new Delegated(nameof(Last), static scores => scores[^1]);

    /// <summary>The arithmetic mean of the last steps' scores.</summary>
    /// <param name="steps">How many of the last steps count, at least 1; a shorter path counts whole.</param>
    public static ScoreAggregation MeanOfLast(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        return new Delegated($"mean of the last {steps}", scores => Mean.AggregateCore(scores[Math.Max(0, scores.Length - steps)..]));
    }

    /// <summary>The path's score.</summary>
    /// <param name="scores">One value in [0, 1] a step, at least one.</param>
    /// <returns>A value in [0, 1].</returns>
    /// <exception cref="ArgumentException">There are no scores.</exception>
    public double Aggregate(ReadOnlySpan<double> scores) =>
        scores.IsEmpty ? throw new ArgumentException("A path without steps has no score.", nameof(scores)) : AggregateCore(scores);

    /// <summary>The path's score.</summary>
    /// <param name="scores">At least one value in [0, 1].</param>
    protected abstract double AggregateCore(ReadOnlySpan<double> scores);

    private static double Fold(ReadOnlySpan<double> scores, double seed, Func<double, double, double> combine)
    {
        foreach (var score in scores)
            seed = combine(seed, score);
        return seed;
    }

    private sealed class Delegated(string name, Func<ReadOnlySpan<double>, double> aggregate) : ScoreAggregation
    {
        public override string ToString() => name;

        protected override double AggregateCore(ReadOnlySpan<double> scores) => aggregate(scores);
    }
}
