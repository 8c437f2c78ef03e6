using System.Collections.Immutable;

namespace InferenceScaling.Answers.Mathematics;

/// <summary>An answer as it was understood.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Key">Answers that share it are equal.</param>
internal sealed record MathAnswer(MathAnswerKind Kind, string Key)
{
    /// <summary>The number or expression, without its unit; for a relation, the function it defines.</summary>
    public Scalar? Scalar { get; init; }

    /// <summary>The tree of <see cref="Scalar"/>.</summary>
    public MathNode? Node { get; init; }

    public MeasurementUnit Unit { get; init; } = MeasurementUnit.None;

    /// <summary>Digits of a number that is written in a base.</summary>
    public string? BaseDigits { get; init; }

    /// <summary>Keys of the elements, in order; of an equation the side without variables.</summary>
    public ImmutableArray<string> Elements { get; init; } = [];
}
