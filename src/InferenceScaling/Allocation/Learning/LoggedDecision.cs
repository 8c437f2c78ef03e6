using System.Collections.Immutable;

namespace InferenceScaling.Allocation.Learning;

/// <summary>A choice of arm, and what came of it: a line of a policy's log, from which other policies can be judged.</summary>
public sealed record LoggedDecision
{
    /// <summary>What was known of the request.</summary>
    public required ImmutableArray<double> Features { get; init; }

    /// <summary>The place of the chosen arm.</summary>
    public required int Arm { get; init; }

    /// <summary>The probability with which each arm would have been chosen; they sum to 1.</summary>
    public required ImmutableArray<double> Probabilities { get; init; }

    /// <summary>What it earned, such as 1 for a right answer.</summary>
    public double Reward { get; init; }

    /// <summary>What it cost.</summary>
    public double Cost { get; init; }

    /// <summary>The probability of the choice that was made.</summary>
    public double Propensity => Probabilities[Arm];
}
