using System.Collections.Immutable;
using InferenceScaling.Paths;

namespace InferenceScaling.Allocation.Routing;

/// <summary>What a policy knows of a request when it chooses an arm.</summary>
public sealed record ArmContext
{
    /// <summary>The question.</summary>
    public required Prompt Prompt { get; init; }

    /// <summary>The request's random stream: identifies seed and prompt, and gives the policy its lots.</summary>
    public required PathRandom Random { get; init; }

    /// <summary>The names of the arms, in order.</summary>
    public required ImmutableArray<string> Arms { get; init; }

    /// <summary>What the question and its first samples show: see <see cref="Difficulty.DifficultyFeatures"/>.</summary>
    public required ImmutableArray<double> Features { get; init; }

    /// <summary>The predicted probability that one sample solves the question; null if there is no <see cref="Difficulty.DifficultyModel"/>.</summary>
    public double? Success { get; init; }
}
