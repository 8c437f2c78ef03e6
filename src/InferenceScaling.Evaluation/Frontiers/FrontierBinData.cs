using System.Collections.Immutable;

namespace InferenceScaling.Evaluation.Frontiers;

/// <summary>A bin as it is stored.</summary>
internal sealed record FrontierBinData(double MinSuccess, double MaxSuccess, FrontierPointData[]? Points)
{
    public FrontierBin Check(int index, ImmutableArray<FrontierPoint> all)
    {
        if (!(MinSuccess >= 0 && MaxSuccess <= 1 && MinSuccess < MaxSuccess))
            throw new InvalidDataException($"Bin {index} goes from {MinSuccess} to {MaxSuccess}; both must be 0 to 1, and rise.");
        var points = FrontierPointData.Check(Points, $"bin {index}");
        if (!points.Select(static point => point.Name).SequenceEqual(all.Select(static point => point.Name)))
            throw new InvalidDataException($"Bin {index} has the strategies {string.Join(", ", points.Select(static point => point.Name))}, and the frontier {string.Join(", ", all.Select(static point => point.Name))}; they must be the same.");
        return new(MinSuccess, MaxSuccess, points);
    }
}
