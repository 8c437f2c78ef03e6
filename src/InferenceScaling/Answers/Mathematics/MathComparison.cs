namespace InferenceScaling.Answers.Mathematics;

/// <summary>Compares answers as a careful mathematician does who forgives a unit, a percent sign or a base that was left out.</summary>
internal static class MathComparison
{
    public static Equivalence Compare(MathAnswer left, MathAnswer right)
    {
        if (left.Key == right.Key)
            return Equivalence.Equal;
        if (left.Kind == MathAnswerKind.Opaque || right.Kind == MathAnswerKind.Opaque)
            return Equivalence.Unknown;
        return (left.Kind, right.Kind) switch
        {
            (MathAnswerKind.Scalar, MathAnswerKind.Scalar) => CompareScalars(left, right),
            (MathAnswerKind.Relation, MathAnswerKind.Scalar) => CompareFunction(left, right),
            (MathAnswerKind.Scalar, MathAnswerKind.Relation) => CompareFunction(right, left),

            // x² = 4 may have these solutions; it is not solved here.
            (MathAnswerKind.Relation, MathAnswerKind.List or MathAnswerKind.RealSet or MathAnswerKind.Tuple) or (MathAnswerKind.List or MathAnswerKind.RealSet or MathAnswerKind.Tuple, MathAnswerKind.Relation) => Equivalence.Unknown,
            (MathAnswerKind.Column, MathAnswerKind.Tuple) or (MathAnswerKind.Tuple, MathAnswerKind.Column) => left.Elements.SequenceEqual(right.Elements) ? Equivalence.Equal : Equivalence.Different,

            // (1, 2) against 1, 2: the brackets may have been left out, or the order may matter.
            (MathAnswerKind.List, MathAnswerKind.Tuple) or (MathAnswerKind.Tuple, MathAnswerKind.List) =>
                left.Elements.Order(StringComparer.Ordinal).SequenceEqual(right.Elements.Order(StringComparer.Ordinal)) ? Equivalence.Unknown : Equivalence.Different,
            (MathAnswerKind.Text, MathAnswerKind.Text) => IsPartOf(left.Key, right.Key) || IsPartOf(right.Key, left.Key) ? Equivalence.Unknown : Equivalence.Different,
            _ => Equivalence.Different,
        };
    }

    private static Equivalence CompareScalars(MathAnswer left, MathAnswer right)
    {
        var (first, second) = (left.Scalar!, right.Scalar!);
        if (left.Unit.IsNone != right.Unit.IsNone)
        {
            var (with, without) = left.Unit.IsNone ? (right, left) : (left, right);
            return first.Key == second.Key || (with.Unit.IsDegree && InRadians(with) == without.Scalar!.Key) ? Equivalence.Equal : Disagreement(first, second);
        }

        // Units that convert have keys in base units; the keys are known to differ.
        if (!left.Unit.IsNone)
            return left.Unit.Key == right.Unit.Key && InBaseUnits(left) is { } one && one == InBaseUnits(right) ? Equivalence.Equal : Equivalence.Different;
        var digits = left.BaseDigits ?? right.BaseDigits;
        if (digits is not null && (left.BaseDigits is null || right.BaseDigits is null) && (left.BaseDigits is null ? first : second).Key == digits)
            return Equivalence.Equal;
        return Disagreement(first, second);
    }

    private static Equivalence CompareFunction(MathAnswer relation, MathAnswer scalar)
    {
        if (relation.Scalar is not { } function)
            return relation.Elements.Contains(scalar.Key) ? Equivalence.Unknown : Equivalence.Different;
        return function.Key == scalar.Scalar!.Key ? Equivalence.Equal : Disagreement(function, scalar.Scalar);
    }

    private static Equivalence Disagreement(Scalar first, Scalar second) => first.AgreesWhereDefined(second) ? Equivalence.Unknown : Equivalence.Different;

    private static string? InRadians(MathAnswer degrees) => Convert(new QuantityNode(degrees.Node!, MeasurementUnit.Degree));

    private static string? InBaseUnits(MathAnswer quantity) => Convert(new CallNode("*", quantity.Node!, new NumberNode(quantity.Unit.Factor)));

    private static string? Convert(MathNode node) => new ScalarReader(new(10_000)).Read(node, 1)?.Key;

    private static bool IsPartOf(string part, string whole) => $" {whole[5..]} ".Contains($" {part[5..]} ", StringComparison.Ordinal);
}
