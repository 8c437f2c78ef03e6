namespace InferenceScaling.Verification;

/// <summary>Finds the equations in a text and recomputes them. What can be read in two ways is not judged.</summary>
/// <param name="Count">Equations that could be checked.</param>
/// <param name="Errors">One sentence for each that is wrong.</param>
internal sealed record EquationCheck(int Count, IReadOnlyList<string> Errors)
{
    // A longer side is no arithmetic that a reader could follow; the limit bounds recursion and the size of numbers.
    private const int MaxTokens = 48;

    public static EquationCheck Of(string text)
    {
        var count = 0;
        var errors = new List<string>();
        foreach (var run in ArithmeticToken.Runs(text))
        {
            var start = 0;
            for (var equality = Next(run, 0); equality < run.Length;)
            {
                var end = Next(run, equality + 1);
                var left = run.AsSpan(start, equality - start);
                var right = run.AsSpan(equality + 1, end - equality - 1);
                if (Left(left) is { } computed && Right(right) is { } written && (computed.HasOperation || written.HasOperation))
                {
                    count++;
                    if (!Holds(left, computed, right, written, isApproximate: run[equality].Kind == '~'))
                        errors.Add(Describe(computed, written));
                }

                (start, equality) = (equality + 1, end);
            }
        }

        return new(count, errors);
    }

    private static int Next(ArithmeticToken[] run, int from)
    {
        while (from < run.Length && !run[from].IsEquality)
            from++;
        return from;
    }

    /// <summary>The expression that ends at the equals sign.</summary>
    private static ArithmeticExpression? Left(ReadOnlySpan<ArithmeticToken> side)
    {
        // "2) 3 + 4 = 7" numbers the lines; "- 3 + 4 = 7" may be a bullet, which Holds forgives.
        if (side.Length > 2 && side[0].IsNumber && side[1].Kind == ')')
            side = side[2..];
        if (side.IsEmpty || side.Length > MaxTokens || (side[0].IsOperator && side[0].FollowsWord))
            return null;
        if (side[0].Kind is '*' or '/')
            side = side[1..];
        for (var start = 0; start < side.Length; start++)
        {
            // A number or sign before the expression may belong to it: "2 3/4 = 2.75", "f(x) + 1 = 2", "2 (3) = 6".
            if (start > 0 && (side[start - 1].Kind != '(' || side[start].IsOperator))
                return null;
            if (ArithmeticExpression.ParsePrefix(side[start..]) is { } expression && expression.Length == side.Length - start)
                return expression;
        }

        return null;
    }

    /// <summary>The expression that begins at the equals sign.</summary>
    private static ArithmeticExpression? Right(ReadOnlySpan<ArithmeticToken> side)
    {
        if (side.Length > MaxTokens || ArithmeticExpression.ParsePrefix(side) is not { } expression || side[expression.Length - 1].IsScaled)
            return null;
        return expression.Length == side.Length || side[expression.Length].Kind is '(' or ')' ? expression : null;
    }

    private static bool Holds(ReadOnlySpan<ArithmeticToken> left, ArithmeticExpression computed, ReadOnlySpan<ArithmeticToken> right, ArithmeticExpression written, bool isApproximate)
    {
        if (computed.Value is not { } value || written.Value is not { } claim)
            return false;
        if (value == claim || (!written.HasOperation && (isApproximate || right[written.Length - 1].Decimals > 0) && value.RoundsTo(claim, right[written.Length - 1].Decimals)))
            return true;

        // Running totals, "3 + 4 = 7 * 2 = 14", are bad style, not bad arithmetic.
        if (written.HasOperation && right[0].IsNumber && right[0].Value == value)
            return true;
        return left[0].Kind is '+' or '-' && ArithmeticExpression.ParsePrefix(left[1..]) is { } unsigned && unsigned.Length == left.Length - 1 && unsigned.Value == claim;
    }

    private static string Describe(ArithmeticExpression computed, ArithmeticExpression written)
    {
        var equation = $"{computed.Text} = {written.Text}";
        if (computed.Value is not { } value || written.Value is null)
            return $"{equation} is wrong: it divides by zero";
        return computed.HasOperation ? $"{equation} is wrong: {computed.Text} = {value}" : $"{equation} is wrong: {written.Text} = {written.Value}";
    }
}
