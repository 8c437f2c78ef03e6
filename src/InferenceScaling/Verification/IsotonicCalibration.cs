using System.Collections.Immutable;

namespace InferenceScaling.Verification;

/// <summary>Calibration by the best monotone step function (pool adjacent violators; Zadrozny and Elkan 2002): for hundreds of labels. Between two fitted scores it interpolates linearly.</summary>
public sealed class IsotonicCalibration : ScoreCalibration
{
    /// <summary>A calibration through known points.</summary>
    /// <param name="scores">In ascending order, at least one.</param>
    /// <param name="probabilities">In [0, 1], one a score, never falling.</param>
    /// <exception cref="ArgumentException">The points are no monotone function.</exception>
    public IsotonicCalibration(ImmutableArray<double> scores, ImmutableArray<double> probabilities)
    {
        if (scores.IsDefaultOrEmpty || probabilities.IsDefault || scores.Length != probabilities.Length)
            throw new ArgumentException($"There must be one probability a score, and at least one of each; got {(scores.IsDefault ? 0 : scores.Length)} scores and {(probabilities.IsDefault ? 0 : probabilities.Length)} probabilities.", nameof(probabilities));
        for (var index = 0; index < scores.Length; index++)
        {
            if (!(probabilities[index] is >= 0 and <= 1) || (index > 0 && !(scores[index] > scores[index - 1] && probabilities[index] >= probabilities[index - 1])))
                throw new ArgumentException($"Point {index} ({scores[index]}, {probabilities[index]}) breaks the rule: scores rise, probabilities in [0, 1] never fall.", nameof(probabilities));
        }

        Scores = scores;
        Probabilities = probabilities;
    }

    /// <summary>The scores it was fitted on, ascending.</summary>
    public ImmutableArray<double> Scores { get; }

    /// <summary>Their probabilities.</summary>
    public ImmutableArray<double> Probabilities { get; }

    /// <summary>Learns from labelled scores. Equal scores get one probability.</summary>
    /// <param name="scores">In [0, 1].</param>
    /// <param name="correct">Whether each was right.</param>
    /// <exception cref="ArgumentException">The lengths differ or a score is out of range.</exception>
    public static IsotonicCalibration Fit(IReadOnlyList<double> scores, IReadOnlyList<bool> correct)
    {
        Check(scores, correct);
        var groups = Enumerable.Range(0, scores.Count).GroupBy(index => scores[index]).OrderBy(static group => group.Key).ToArray();
        var means = PoolAdjacentViolators(
            [.. groups.Select(group => group.Average(index => correct[index] ? 1.0 : 0.0))],
            [.. groups.Select(static group => (double)group.Count())]);
        return new([.. groups.Select(static group => group.Key)], [.. means]);
    }

    /// <summary>The non-decreasing sequence nearest to a sequence in weighted least squares.</summary>
    /// <param name="values">The sequence.</param>
    /// <param name="weights">Above 0, one a value.</param>
    public static double[] PoolAdjacentViolators(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        if (values.Length != weights.Length)
            throw new ArgumentException($"There are {values.Length} values but {weights.Length} weights; there must be one weight a value.", nameof(weights));
        var pools = new List<(double Sum, double Weight, int Length)>(values.Length);
        for (var index = 0; index < values.Length; index++)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(weights[index], nameof(weights));
            var pool = (Sum: values[index] * weights[index], Weight: weights[index], Length: 1);
            while (pools.Count > 0 && pools[^1].Sum / pools[^1].Weight >= pool.Sum / pool.Weight)
            {
                pool = (pools[^1].Sum + pool.Sum, pools[^1].Weight + pool.Weight, pools[^1].Length + pool.Length);
                pools.RemoveAt(pools.Count - 1);
            }

            pools.Add(pool);
        }

        var fitted = new double[values.Length];
        var next = 0;
        foreach (var (sum, weight, length) in pools)
        {
            fitted.AsSpan(next, length).Fill(sum / weight);
            next += length;
        }

        return fitted;
    }

    /// <inheritdoc/>
    public override double Apply(double score)
    {
        var index = Scores.BinarySearch(score);
        if (index >= 0)
            return Probabilities[index];
        var above = ~index;
        if (above == 0)
            return Probabilities[0];
        if (above == Scores.Length)
            return Probabilities[^1];
        var t = (score - Scores[above - 1]) / (Scores[above] - Scores[above - 1]);
        return Probabilities[above - 1] + (t * (Probabilities[above] - Probabilities[above - 1]));
    }
}
