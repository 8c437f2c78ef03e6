using System.Globalization;
using System.Numerics;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary>The grammar of expressions, one method a precedence level, loosest first.</summary>
internal sealed class ExpressionParser(TokenCursor cursor)
{
    private readonly PostfixParser _postfix = new(cursor);

    /// <summary>An expression, or a tuple without parentheses.</summary>
    public Expression ParseTuple(bool withConditional = true, bool isParenthesised = false, string? endName = null)
    {
        var items = new List<Expression>();
        var isTuple = false;
        while (!IsTupleEnd(endName))
        {
            items.Add(Parse(withConditional));
            if (!cursor.SkipOperator(","))
                break;
            isTuple = true;
        }

        if (!isTuple && items.Count == 1)
            return items[0];
        if (items.Count == 0 && !isParenthesised)
            throw cursor.Fail($"Expected an expression, found {cursor.Current.Describe()}");
        return new SequenceExpression(SequenceKind.Tuple, [.. items]);
    }

    public Expression Parse(bool withConditional = true)
    {
        cursor.Enter();
        var expression = withConditional ? ParseConditional() : ParseOr();
        cursor.Leave();
        return expression;
    }

    public Expression ParsePrimary()
    {
        var token = cursor.Current;
        switch (token.Kind)
        {
            case TokenKind.Name:
                _ = cursor.Take();
                return Constant(token.Text) ?? (Expression)new NameExpression(token.Text);
            case TokenKind.String:
                return ParseStrings();
            case TokenKind.Integer:
                _ = cursor.Take();
                return new LiteralExpression(new IntegerValue(ParseInteger(token)));
            case TokenKind.Float:
                _ = cursor.Take();
                return new LiteralExpression(new FloatValue(double.Parse(token.Text.Replace("_", "", StringComparison.Ordinal), CultureInfo.InvariantCulture)));
            case TokenKind.Operator when token.Text == "(":
                _ = cursor.Take();
                var inner = ParseTuple(isParenthesised: true);
                cursor.ExpectOperator(")");
                return inner;
            case TokenKind.Operator when token.Text == "[":
                return ParseList();
            case TokenKind.Operator when token.Text == "{":
                return ParseDictionary();
            default:
                throw cursor.Fail($"Expected an expression, found {token.Describe()}");
        }
    }

    private static LiteralExpression? Constant(string name) => name switch
    {
        "true" or "True" => new LiteralExpression(BooleanValue.True),
        "false" or "False" => new LiteralExpression(BooleanValue.False),
        "none" or "None" => new LiteralExpression(NoneValue.Instance),
        _ => null,
    };

    private bool IsTupleEnd(string? endName)
    {
        var token = cursor.Current;
        return token.Kind is TokenKind.OutputEnd or TokenKind.BlockEnd or TokenKind.End || token.IsOperator(")") || (endName is not null && token.IsName(endName));
    }

    private Expression ParseConditional()
    {
        var expression = ParseOr();
        while (cursor.SkipName("if"))
        {
            var test = ParseOr();
            var otherwise = cursor.SkipName("else") ? Parse() : null;
            expression = new ConditionalExpression(test, expression, otherwise);
        }

        return expression;
    }

    private Expression ParseOr()
    {
        var left = ParseAnd();
        while (cursor.SkipName("or"))
            left = new LogicalExpression(isAnd: false, left, ParseAnd());
        return left;
    }

    private Expression ParseAnd()
    {
        var left = ParseNot();
        while (cursor.SkipName("and"))
            left = new LogicalExpression(isAnd: true, left, ParseNot());
        return left;
    }

    private Expression ParseNot()
    {
        if (!cursor.SkipName("not"))
            return ParseComparison();
        cursor.Enter();
        var negation = new NotExpression(ParseNot());
        cursor.Leave();
        return negation;
    }

    private Expression ParseComparison()
    {
        var first = ParseSum();
        List<(string, Expression)>? links = null;
        while (TakeComparison() is { } symbol)
            (links ??= []).Add((symbol, ParseSum()));
        return links is null ? first : new ComparisonExpression(first, [.. links]);
    }

    private string? TakeComparison()
    {
        var token = cursor.Current;
        if (token.Kind == TokenKind.Operator && token.Text is "==" or "!=" or "<" or "<=" or ">" or ">=")
            return cursor.Take().Text;
        if (cursor.SkipName("in"))
            return "in";
        if (!token.IsName("not") || !cursor.Next.IsName("in"))
            return null;
        _ = cursor.Take();
        _ = cursor.Take();
        return "not in";
    }

    private Expression ParseSum()
    {
        var left = ParseConcatenation();
        while (cursor.Current.IsOperator("+") || cursor.Current.IsOperator("-"))
            left = new ArithmeticExpression(cursor.Take().Text, left, ParseConcatenation());
        return left;
    }

    private Expression ParseConcatenation()
    {
        var first = ParseProduct();
        if (!cursor.Current.IsOperator("~"))
            return first;
        var operands = new List<Expression> { first };
        while (cursor.SkipOperator("~"))
            operands.Add(ParseProduct());
        return new ConcatenationExpression([.. operands]);
    }

    private Expression ParseProduct()
    {
        var left = ParsePower();
        while (cursor.Current is { Kind: TokenKind.Operator, Text: "*" or "/" or "//" or "%" })
            left = new ArithmeticExpression(cursor.Take().Text, left, ParsePower());
        return left;
    }

    private Expression ParsePower()
    {
        var left = ParseUnary(withFilter: true);
        while (cursor.SkipOperator("**"))
            left = new ArithmeticExpression("**", left, ParseUnary(withFilter: true));
        return left;
    }

    private Expression ParseUnary(bool withFilter)
    {
        Expression expression;
        if (cursor.Current.IsOperator("-") || cursor.Current.IsOperator("+"))
        {
            cursor.Enter();
            expression = new SignExpression(cursor.Take().Text == "-", ParseUnary(withFilter: false));
            cursor.Leave();
        }
        else
        {
            expression = ParsePrimary();
        }

        expression = _postfix.ParsePostfix(this, expression);
        return withFilter ? _postfix.ParseFiltersAndTests(this, expression) : expression;
    }

    private LiteralExpression ParseStrings()
    {
        var text = cursor.Take().Text;
        if (cursor.Current.Kind != TokenKind.String)
            return new LiteralExpression(StringValue.Template(text));
        var joined = new System.Text.StringBuilder(text);
        while (cursor.Current.Kind == TokenKind.String)
            _ = joined.Append(cursor.Take().Text);
        return new LiteralExpression(StringValue.Template(joined.ToString()));
    }

    private SequenceExpression ParseList()
    {
        cursor.ExpectOperator("[");
        var items = new List<Expression>();
        while (!cursor.Current.IsOperator("]"))
        {
            items.Add(Parse());
            if (!cursor.SkipOperator(","))
                break;
        }

        cursor.ExpectOperator("]");
        return new SequenceExpression(SequenceKind.List, [.. items]);
    }

    private DictionaryExpression ParseDictionary()
    {
        cursor.ExpectOperator("{");
        var entries = new List<(Expression, Expression)>();
        while (!cursor.Current.IsOperator("}"))
        {
            var key = Parse();
            cursor.ExpectOperator(":");
            entries.Add((key, Parse()));
            if (!cursor.SkipOperator(","))
                break;
        }

        cursor.ExpectOperator("}");
        return new DictionaryExpression([.. entries]);
    }

    private BigInteger ParseInteger(Token token)
    {
        var digits = token.Text.Replace("_", "", StringComparison.Ordinal);
        if (digits.Length > 1000)
            throw cursor.Fail("An integer has more than 1000 digits", token.Offset);
        if (digits.Length < 2 || digits[0] != '0' || char.IsAsciiDigit(digits[1]))
            return BigInteger.Parse(digits, CultureInfo.InvariantCulture);
        var radix = char.ToLowerInvariant(digits[1]) switch { 'x' => 16, 'o' => 8, _ => 2 };
        var number = BigInteger.Zero;
        foreach (var digit in digits.AsSpan(2))
        {
            var value = Convert.ToInt32(digit.ToString(), 16);
            if (value >= radix)
                throw cursor.Fail($"The digit '{digit}' does not belong in '{token.Text}'", token.Offset);
            number = (number * radix) + value;
        }

        return number;
    }
}
