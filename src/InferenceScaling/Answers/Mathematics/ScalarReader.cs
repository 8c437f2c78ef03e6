namespace InferenceScaling.Answers.Mathematics;

/// <summary>Evaluates expressions into scalars within a limit of work.</summary>
internal sealed class ScalarReader(WorkLimit work)
{
    /// <summary>The scalar, or null if it cannot be told from others.</summary>
    public Scalar? Read(MathNode node, int sign)
    {
        var variables = MathNodes.Variables(node);
        if (variables.IsEmpty)
            return At(node, 0, sign) is { } constant ? Scalar.FromConstant(constant) : null;
        return Scalar.FromValues(Values(node, sign));
    }

    /// <summary>The values at every point. Without an i in the expression it is a real function: where it is not real it is undefined.</summary>
    public List<ComplexNumber?> Values(MathNode node, int sign)
    {
        var isReal = !MathNodes.HasImaginary(node);
        return [.. Enumerable.Range(0, SamplePoint.Count).Select(point => At(node, point, sign) is { } value && (value.IsReal || !isReal) ? value : (ComplexNumber?)null)];
    }

    public ComplexNumber? At(MathNode node, int point, int sign, IReadOnlyDictionary<string, BigRational>? fixedVariables = null) =>
        new Evaluator(new(point), work, sign, fixedVariables).Evaluate(node);

    /// <summary>Slope and intercept of a real expression that is linear in its only variable, or null.</summary>
    public (ComplexNumber Slope, ComplexNumber Intercept)? Linear(MathNode node, string variable, int sign)
    {
        if (Value(0) is not { IsReal: true } zero || Value(1) is not { IsReal: true } one)
            return null;
        var slope = one - zero;
        foreach (var place in (ReadOnlySpan<BigRational>)[2, new(-7, 3), new(1009, 17)])
        {
            if (Value(place) is not { } value || !(value - zero - (slope * place)).IsZero)
                return null;
        }

        return (slope, zero);

        ComplexNumber? Value(BigRational place) => At(node, 0, sign, new Dictionary<string, BigRational>(StringComparer.Ordinal) { [variable] = place });
    }
}
