using System.Collections.Immutable;

namespace InferenceScaling.Allocation.Difficulty;

/// <summary>A difficulty model as it is stored.</summary>
internal sealed record DifficultyModelData
{
    public int Version { get; init; }

    public ImmutableArray<double> Means { get; init; }

    public ImmutableArray<double> Scales { get; init; }

    public ImmutableArray<double> Weights { get; init; }

    public double Bias { get; init; }

    public double Slope { get; init; }

    public double Intercept { get; init; }
}
