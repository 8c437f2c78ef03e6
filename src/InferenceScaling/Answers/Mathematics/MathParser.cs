using System.Collections.Immutable;

namespace InferenceScaling.Answers.Mathematics;

/// <summary>Parses a mathematical answer by recursive descent with bounded depth. This part reads lists, relations and unions.</summary>
internal sealed partial class MathParser
{
    private const int MaximumDepth = 150;
    private const int MaximumChain = 40;

    private readonly List<MathToken> _tokens;
    private int _position;
    private int _depth;
    private int _bars;
    private bool _inSet;

    private MathParser(List<MathToken> tokens)
    {
        _tokens = tokens;
    }

    private MathToken Current => _position < _tokens.Count ? _tokens[_position] : default;

    /// <summary>The tree of a whole answer.</summary>
    /// <exception cref="MathFormatException">It is not mathematics, or too deep.</exception>
    public static MathNode Parse(List<MathToken> tokens)
    {
        var parser = new MathParser([.. tokens]);
        var answer = parser.ParseList();
        return parser._position == parser._tokens.Count ? answer : throw new MathFormatException($"'{parser.Current.Text}' is not expected.");
    }

    private MathNode ParseList()
    {
        var items = ImmutableArray.CreateBuilder<MathNode>();
        items.Add(ParseStatement());
        var isConjunction = false;
        while (ReadSeparator(ref isConjunction))
            items.Add(ParseStatement());
        return items.Count == 1 ? items[0] : new ListNode(items.ToImmutable(), isConjunction);
    }

    private bool ReadSeparator(ref bool isConjunction)
    {
        var start = _position;
        while (Current.Is(",") || Current.Is(";") || (Current.Kind == MathTokenKind.Word && MeasurementUnits.IsConnective(Current.Text)))
        {
            isConjunction |= Current.IsWord("and");
            _position++;
        }

        return _position > start;
    }

    private MathNode ParseStatement()
    {
        Enter();
        var operands = ImmutableArray.CreateBuilder<MathNode>();
        var operators = ImmutableArray.CreateBuilder<string>();
        operands.Add(ParseUnion());
        while (RelationOperator(Current) is { } relation)
        {
            _position++;
            operators.Add(relation);
            operands.Add(ParseUnion());
            if (operators.Count > MaximumChain)
                throw new MathFormatException("A chain of relations is too long.");
        }

        Leave();
        return operators.Count == 0 ? operands[0] : new RelationNode(operands.ToImmutable(), operators.ToImmutable());
    }

    private static string? RelationOperator(MathToken token) => token switch
    {
        { Kind: MathTokenKind.Symbol, Text: "=" or "<" or ">" } => token.Text,
        { Kind: MathTokenKind.Command, Text: "le" or "ge" or "ne" or "in" or "approx" } => token.Text,
        _ => null,
    };

    private MathNode ParseUnion()
    {
        var left = ParseRatio();
        for (var count = 0; SetOperator(Current) is { } name; count++)
        {
            if (count > MaximumChain)
                throw new MathFormatException("A chain of unions is too long.");
            _position++;
            left = new CallNode(name, left, ParseRatio());
        }

        return left;
    }

    private static string? SetOperator(MathToken token) => token is { Kind: MathTokenKind.Command, Text: "cup" or "cap" or "setminus" } ? token.Text : null;

    // 2:3 is 2/3; 2:3:4 is a vector up to scale. In braces a colon begins the condition.
    private MathNode ParseRatio()
    {
        var parts = ImmutableArray.Create(ParseQuantity());
        while (!_inSet && Current.Is(":"))
        {
            _position++;
            parts = parts.Add(ParseQuantity());
        }

        if (parts.Length == 1)
            return parts[0];

        // A unit behind the last part is the whole's; 9:00 is a time of day.
        var unit = parts[^1] is QuantityNode quantity ? quantity.Unit : MeasurementUnit.None;
        parts = parts.SetItem(parts.Length - 1, MathNodes.StripUnit(parts[^1]));
        if (parts is [var hours, NumberNode { Value.IsZero: true }])
            parts = [hours, new NumberNode(BigRational.One)];
        var quotients = parts[1..].Select(part => (MathNode)new CallNode("*", parts[0], new CallNode("inverse", part))).ToImmutableArray();
        var ratio = parts.Length == 2 ? quotients[0] : new CollectionNode('(', ')', quotients);
        return unit.IsNone ? ratio : new QuantityNode(ratio, unit);
    }

    private MathNode ParseQuantity()
    {
        var negative = Current.Is("-") && _position + 1 < _tokens.Count && IsCurrency(_tokens[_position + 1]);
        if (negative)
            _position++;
        var currency = IsCurrency(Current) ? Current.Text : null;
        if (currency is not null)
            _position++;
        var value = ParseSum();
        if (negative)
            value = new CallNode("negate", value);
        if (currency is not null)
        {
            var unit = Currency(currency);
            if (Current.IsWord("dollars") || Current.IsWord("USD") || Current.IsWord("dollar"))
                _position++;
            else if (Current.Kind == MathTokenKind.Word && !MeasurementUnits.IsConnective(Current.Text))
                unit = unit.Times(UnitParser.Parse(_tokens, ref _position));
            return new QuantityNode(value, unit);
        }

        if (IsCurrency(Current))
            return new QuantityNode(value, Currency(_tokens[_position++].Text));
        return Current.Kind == MathTokenKind.Word && !MeasurementUnits.IsConnective(Current.Text)
            ? new QuantityNode(value, UnitParser.Parse(_tokens, ref _position))
            : value;
    }

    private static bool IsCurrency(MathToken token) => token is { Kind: MathTokenKind.Symbol, Text: "\\$" or "€" or "£" or "¥" };

    private static MeasurementUnit Currency(string sign) => sign == "\\$" ? MeasurementUnit.Dollar : MeasurementUnits.Find(sign);

    private void Enter()
    {
        if (++_depth > MaximumDepth)
            throw new MathFormatException($"Nested deeper than {MaximumDepth}.");
    }

    private void Leave() => _depth--;

    private void Expect(string symbol)
    {
        if (!Current.Is(symbol))
            throw new MathFormatException($"'{symbol}' is expected, '{Current.Text}' is there.");
        _position++;
    }
}
