using System.Collections.Immutable;
using InferenceScaling.Evaluation.Intervals;

namespace InferenceScaling.Evaluation.Frontiers;

/// <summary>A measured strategy as it is stored.</summary>
internal sealed record FrontierPointData(string? Name, int Problems, int Right, double Cost, ConfidenceInterval AccuracyInterval, ConfidenceInterval CostInterval)
{
    public static FrontierPointData Of(FrontierPoint point) => new(point.Name, point.Problems, point.Right, point.Cost, point.AccuracyInterval, point.CostInterval);

    public static ImmutableArray<FrontierPoint> Check(FrontierPointData[]? points, string where)
    {
        if (points is not { Length: > 0 })
            throw new InvalidDataException($"There are no strategies in {where}.");
        foreach (var point in points)
        {
            if (point is null || string.IsNullOrEmpty(point.Name) || point.Problems < 1 || point.Right < 0 || point.Right > point.Problems || !(point.Cost >= 0) || !double.IsFinite(point.Cost))
                throw new InvalidDataException($"A strategy in {where} is {point?.ToString() ?? "null"}; it needs a name, at least one problem, no more right ones than problems, and a finite cost that is not negative.");
        }

        if (points.FirstOrDefault(point => point.Problems != points[0].Problems) is { } other)
            throw new InvalidDataException($"In {where}, '{points[0].Name}' was measured on {points[0].Problems} problems and '{other.Name}' on {other.Problems}; strategies are compared on the same problems: measure the frontier again.");
        if (points.Select(static point => point.Name).Distinct().Count() < points.Length)
            throw new InvalidDataException($"Two strategies in {where} have one name.");
        return [.. points.Select(static point => new FrontierPoint(point.Name!, point.Problems, point.Right, point.Cost, point.AccuracyInterval, point.CostInterval))];
    }
}
