using System.Collections.Immutable;

namespace InferenceScaling.Answers.Mathematics;

/// <summary>This part reads sums, products, powers and what stands behind an operand.</summary>
internal sealed partial class MathParser
{
    private const int MaximumPostfixes = 4;

    private MathNode ParseSum()
    {
        Enter();
        var terms = ImmutableArray.CreateBuilder<MathNode>();
        var first = Current;
        if (SignFunction(first) is not null)
            _position++;
        terms.Add(Signed(first, ParseProduct()));
        while (SignFunction(Current) is not null)
        {
            var sign = Current;
            _position++;
            terms.Add(Signed(sign, ParseProduct()));
        }

        Leave();
        return terms.Count == 1 ? terms[0] : new CallNode("+", terms.ToImmutable());
    }

    private static string? SignFunction(MathToken token) => token switch
    {
        { Kind: MathTokenKind.Symbol, Text: "+" or "-" } => token.Text,
        { Kind: MathTokenKind.Command, Text: "pm" or "mp" } => token.Text,
        _ => null,
    };

    private static MathNode Signed(MathToken sign, MathNode operand) => SignFunction(sign) switch
    {
        null or "+" => operand,
        "-" => new CallNode("negate", operand),
        var name => new CallNode(name, operand),
    };

    private MathNode ParseProduct()
    {
        var factors = ImmutableArray.CreateBuilder<MathNode>();
        factors.Add(ParseSigned());
        while (true)
        {
            if (Current.Is("*"))
            {
                _position++;
                factors.Add(ParseSigned());
            }
            else if (Current.Is("/") && !(_position + 1 < _tokens.Count && _tokens[_position + 1].Kind == MathTokenKind.Word))
            {
                _position++;
                factors.Add(new CallNode("inverse", ParseSigned()));
            }
            else if (StartsMixedNumber(factors[^1]))
            {
                factors[^1] = ParsePostfix(new CallNode("+", factors[^1], ParseMixedFraction()));
            }
            else if (StartsFactor())
            {
                factors.Add(ParsePower());
            }
            else
            {
                return factors.Count == 1 ? factors[0] : new CallNode("*", factors.ToImmutable());
            }
        }
    }

    private MathNode ParseSigned()
    {
        if (SignFunction(Current) is null)
            return ParsePower();
        Enter();
        var sign = Current;
        _position++;
        var operand = ParseSigned();
        Leave();
        return Signed(sign, operand);
    }

    // 137 \frac{1}{2} and 7 6/7 are sums: an integer and then a fraction of two integers.
    private bool StartsMixedNumber(MathNode left)
    {
        if (left is not NumberNode { Digits: null, Value.IsInteger: true } || _position == 0 || _tokens[_position - 1].Kind != MathTokenKind.Number)
            return false;
        if (Current.Kind == MathTokenKind.Number)
            return Current.Value.IsInteger && _position + 2 < _tokens.Count && _tokens[_position + 1].Is("/") && _tokens[_position + 2] is { Kind: MathTokenKind.Number, Value.IsInteger: true };
        if (!Current.IsCommand("frac"))
            return false;
        var next = _position + 1;
        return SkipIntegerArgument(ref next) && SkipIntegerArgument(ref next);
    }

    // {7}, or digits of which LaTeX takes one an argument: \frac12 is a half.
    private bool SkipIntegerArgument(ref int position)
    {
        if (position >= _tokens.Count)
            return _tokens[^1] is { Kind: MathTokenKind.Number, Text.Length: 2 };
        if (_tokens[position] is { Kind: MathTokenKind.Number, Value.IsInteger: true, Text.Length: <= 2 })
        {
            position++;
            return true;
        }

        // The second argument of \frac12 lies in the token of the first.
        if (!_tokens[position].Is("{"))
            return _tokens[position - 1] is { Kind: MathTokenKind.Number, Text.Length: 2 };
        if (position + 2 >= _tokens.Count || _tokens[position + 1] is not { Kind: MathTokenKind.Number, Value.IsInteger: true } || !_tokens[position + 2].Is("}"))
            return false;
        position += 3;
        return true;
    }

    private MathNode ParseMixedFraction()
    {
        if (Current.IsCommand("frac"))
            return ParseOperand();
        var numerator = Current.Value;
        var denominator = _tokens[_position + 2].Value;
        _position += 3;
        return new CallNode("*", new NumberNode(numerator), new CallNode("inverse", new NumberNode(denominator)));
    }

    private bool StartsFactor() => Current.Kind switch
    {
        MathTokenKind.Letter or MathTokenKind.Begin => true,
        MathTokenKind.Number => _position > 0 && _tokens[_position - 1].Kind != MathTokenKind.Number,
        MathTokenKind.Command => Current.Text is "frac" or "sqrt" or "cbrt" or "binom" or "infty" or "lfloor" or "lceil" || Current.Text.StartsWith("mathbb", StringComparison.Ordinal) || IsFunction(Current.Text) || IsGreek(Current.Text),
        MathTokenKind.Symbol => Current.Text is "(" or "{" || (Current.Text == "|" && _bars == 0),
        _ => false,
    };

    private MathNode ParsePower()
    {
        Enter();
        var operand = ParsePostfix(ParseOperand());
        if (Current.Is("^"))
        {
            _position++;
            operand = ParsePostfix(new CallNode("^", operand, ParseExponent()));
        }

        Leave();
        return operand;
    }

    private MathNode ParseExponent()
    {
        if (SignFunction(Current) is null)
            return ParsePower();
        var sign = Current;
        _position++;
        return Signed(sign, ParsePower());
    }

    private MathNode ParsePostfix(MathNode operand)
    {
        for (var count = 0; ; count++)
        {
            if (count > MaximumPostfixes)
                throw new MathFormatException("Too many signs behind an operand.");
            if (Current.Is("!"))
                operand = new CallNode("!", operand);
            else if (Current.Is("%"))
                operand = new QuantityNode(operand, MeasurementUnit.Percent);
            else if (DegreeTokens() is > 0 and var tokens)
                (operand, _position) = (new QuantityNode(operand, MeasurementUnit.Degree), _position + tokens - 1);
            else
                return operand;
            _position++;
        }
    }

    // \circ, ^\circ and ^{\circ}.
    private int DegreeTokens()
    {
        if (Current.IsCommand("circ"))
            return 1;
        if (!Current.Is("^") || _position + 1 >= _tokens.Count)
            return 0;
        if (_tokens[_position + 1].IsCommand("circ"))
            return 2;
        return _position + 3 < _tokens.Count && _tokens[_position + 1].Is("{") && _tokens[_position + 2].IsCommand("circ") && _tokens[_position + 3].Is("}") ? 4 : 0;
    }
}
