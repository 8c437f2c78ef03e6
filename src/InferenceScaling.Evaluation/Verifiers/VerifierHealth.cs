using System.Collections.Immutable;
using InferenceScaling.Evaluation.Calibration;

namespace InferenceScaling.Evaluation.Verifiers;

/// <summary>What a verifier is worth on labelled paths: whether search can trust it, before compute is spent on it.</summary>
public sealed record VerifierHealth
{
    /// <summary>Number of paths measured.</summary>
    public required int Paths { get; init; }

    /// <summary>The probability that a right path scores above a wrong one, over all problems; null if all are alike.</summary>
    public required double? Auroc { get; init; }

    /// <summary>The same between paths of one problem, which is what best-of-N lives on: the share of such pairs ranked rightly, ties counting half; null without such pairs.</summary>
    public required double? WithinProblem { get; init; }

    /// <summary>Expected calibration error in 15 bins of equal width.</summary>
    public required double CalibrationError { get; init; }

    /// <summary>Brier score.</summary>
    public required double Brier { get; init; }

    /// <summary>Measures by depth: a verifier that decays must not judge deep trees.</summary>
    public required ImmutableArray<DepthHealth> ByDepth { get; init; }

    /// <summary>The correlation of score and length among paths of the same truth, in [-1, 1]: far from 0, the verifier likes long (above) or short paths (below) for their own sake; null if nothing varies.</summary>
    public required double? LengthBias { get; init; }

    /// <summary>Measures a verifier.</summary>
    /// <param name="paths">At least one path.</param>
    /// <exception cref="ArgumentException">There are no paths, or a score is not in [0, 1].</exception>
    public static VerifierHealth Measure(IReadOnlyList<LabelledPath> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        double[] scores = [.. paths.Select(static path => path.Score)];
        bool[] labels = [.. paths.Select(static path => path.IsCorrect)];
        return new()
        {
            Paths = paths.Count,
            Brier = ProperScore.Brier(scores, labels),
            Auroc = Discrimination.Auroc(scores, labels),
            WithinProblem = RankWithinProblems(paths),
            CalibrationError = Calibration.CalibrationError.Expected(Calibration.CalibrationError.EqualWidth(scores, labels).AsSpan()),
            ByDepth = MeasureByDepth(paths),
            LengthBias = CorrelateWithLength(paths),
        };
    }

    private static double? RankWithinProblems(IReadOnlyList<LabelledPath> paths)
    {
        var (wins, pairs) = (0.0, 0L);
        foreach (var problem in paths.GroupBy(static path => path.Problem, StringComparer.Ordinal))
        {
            LabelledPath[] own = [.. problem];
            var right = own.LongCount(static path => path.IsCorrect);
            if (Discrimination.Auroc([.. own.Select(static path => path.Score)], [.. own.Select(static path => path.IsCorrect)]) is not { } auroc)
                continue;
            var size = right * (own.Length - right);
            wins += auroc * size;
            pairs += size;
        }

        return pairs == 0 ? null : wins / pairs;
    }

    private static ImmutableArray<DepthHealth> MeasureByDepth(IReadOnlyList<LabelledPath> paths)
    {
        var depths = ImmutableArray.CreateBuilder<DepthHealth>();
        for (var depth = 0; paths.Any(path => path.StepScores.Length > depth); depth++)
        {
            LabelledPath[] deep = [.. paths.Where(path => path.StepScores.Length > depth)];
            double[] scores = [.. deep.Select(path => path.StepScores[depth])];
            bool[] labels = [.. deep.Select(path => path.HasStepLabels ? !(path.FirstError <= depth) : path.IsCorrect)];
            depths.Add(new(depth, deep.Length, scores.Average(), Discrimination.Auroc(scores, labels)));
        }

        return depths.ToImmutable();
    }

    // Pearson's correlation after the mean of each class is taken off both: what is left is not explained by being right.
    private static double? CorrelateWithLength(IReadOnlyList<LabelledPath> paths)
    {
        var (xy, xx, yy) = (0.0, 0.0, 0.0);
        foreach (var group in paths.GroupBy(static path => path.IsCorrect))
        {
            var (meanLength, meanScore) = (group.Average(Length), group.Average(static path => path.Score));
            foreach (var path in group)
            {
                var (x, y) = (Length(path) - meanLength, path.Score - meanScore);
                xy += x * y;
                xx += x * x;
                yy += y * y;
            }
        }

        return xx > 0 && yy > 0 ? Math.Clamp(xy / Math.Sqrt(xx * yy), -1, 1) : null;

        static double Length(LabelledPath path) => path.Length > 0 ? path.Length : path.StepScores.Length;
    }
}
