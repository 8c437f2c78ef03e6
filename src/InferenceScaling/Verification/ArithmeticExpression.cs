namespace InferenceScaling.Verification;

/// <summary>An expression of numbers, computed exactly.</summary>
/// <param name="Text">The expression with single spaces.</param>
/// <param name="Value">Its value; null if it divides by zero.</param>
/// <param name="Length">Tokens it takes.</param>
/// <param name="HasOperation">Whether it is more than a number with a sign.</param>
internal sealed record ArithmeticExpression(string Text, Fraction? Value, int Length, bool HasOperation)
{
    /// <summary>The longest expression at the beginning of the tokens, or null.</summary>
    public static ArithmeticExpression? ParsePrefix(ReadOnlySpan<ArithmeticToken> tokens)
    {
        var parser = new Parser(tokens);
        if (!parser.Sum(out var value))
            return null;
        return new(Write(tokens[..parser.Position]), parser.DividesByZero ? null : value, parser.Position, parser.Operations > 0);
    }

    private static string Write(ReadOnlySpan<ArithmeticToken> tokens)
    {
        var text = new System.Text.StringBuilder();
        for (var index = 0; index < tokens.Length; index++)
        {
            var isBinary = tokens[index].IsOperator && index > 0 && (tokens[index - 1].IsNumber || tokens[index - 1].Kind == ')');
            text.Append(isBinary ? $" {tokens[index].Text} " : tokens[index].Text);
        }

        return text.ToString();
    }

    // Recursive descent; the depth is bounded by the tokens, of which EquationCheck allows a few dozen.
    private ref struct Parser(ReadOnlySpan<ArithmeticToken> tokens)
    {
        private readonly ReadOnlySpan<ArithmeticToken> _tokens = tokens;

        public int Position { get; private set; }

        public int Operations { get; private set; }

        public bool DividesByZero { get; private set; }

        public bool Sum(out Fraction value)
        {
            if (!Product(out value))
                return false;
            while (Kind is '+' or '-')
            {
                var start = (Position, Operations);
                var isSum = Kind == '+';
                Position++;
                if (!Product(out var next))
                {
                    (Position, Operations) = start;
                    return true;
                }

                Operations++;
                value = isSum ? value + next : value - next;
            }

            return true;
        }

        private readonly char Kind => Position < _tokens.Length ? _tokens[Position].Kind : '\0';

        private bool Product(out Fraction value)
        {
            if (!Factor(out value))
                return false;
            while (Kind is '*' or '/')
            {
                var start = (Position, Operations);
                var isProduct = Kind == '*';
                Position++;
                if (!Factor(out var next))
                {
                    (Position, Operations) = start;
                    return true;
                }

                Operations++;
                if (isProduct)
                    value *= next;
                else if (next.Numerator.IsZero)
                    DividesByZero = true;
                else
                    value /= next;
            }

            return true;
        }

        private bool Factor(out Fraction value)
        {
            value = new(0, 1);
            var start = Position;
            var isNegative = false;
            if (Kind is '+' or '-')
                isNegative = _tokens[Position++].Kind == '-';
            if (Kind == '0')
                value = _tokens[Position++].Value;
            else if (!Bracket(out value))
            {
                Position = start;
                return false;
            }

            value = isNegative ? -value : value;
            return true;
        }

        private bool Bracket(out Fraction value)
        {
            value = new(0, 1);
            if (Kind != '(')
                return false;
            Position++;
            if (!Sum(out value) || Kind != ')')
                return false;
            Position++;
            return true;
        }
    }
}
