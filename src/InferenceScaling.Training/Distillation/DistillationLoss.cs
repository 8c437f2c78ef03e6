using System.Globalization;

namespace InferenceScaling.Training.Distillation;

/// <summary>What a student makes smaller: the mean divergence from its teacher at the trained positions, and, with a share, the cross-entropy of the targets.</summary>
public sealed record DistillationLoss
{
    /// <summary>How far two distributions are from each other.</summary>
    public DivergenceKind Divergence { get; init; } = DivergenceKind.ForwardKl;

    /// <summary>Weight of the teacher in <see cref="DivergenceKind.JensenShannon"/>, 0 to 1.</summary>
    public double Beta { get; init; } = 0.5;

    /// <summary>Divides the logits of both in the divergence; above 0 to 1000. Cross-entropy is always at temperature 1.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>The loss is (1 − share) · divergence + share · cross-entropy; 0 to 1. Texts that the student drew itself have no right targets: there the divergence is all.</summary>
    public double CrossEntropyShare { get; init; }

    /// <summary>Refuses settings out of their ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range; the message has it, its value and the range.</exception>
    public void Validate()
    {
        Require(Enum.IsDefined(Divergence), nameof(Divergence), Divergence, string.Join(", ", Enum.GetNames<DivergenceKind>()));
        Require(Beta is >= 0 and <= 1, nameof(Beta), Beta, "0 to 1");
        Require(Temperature is > 0 and <= 1000, nameof(Temperature), Temperature, "above 0 to 1000");
        Require(CrossEntropyShare is >= 0 and <= 1, nameof(CrossEntropyShare), CrossEntropyShare, "0 to 1");
    }

    /// <summary>The settings that a step depends on, for checkpoints.</summary>
    internal string Identity => string.Create(CultureInfo.InvariantCulture, $"{Divergence}, beta {Beta}, temperature {Temperature}, {CrossEntropyShare} of cross-entropy");

    private static void Require(bool holds, string name, object found, string expected)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, found, FormattableString.Invariant($"{name} is {found}; it must be {expected}."));
    }
}
