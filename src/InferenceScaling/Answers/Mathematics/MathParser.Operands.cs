using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace InferenceScaling.Answers.Mathematics;

/// <summary>This part reads operands: numerals, symbols, functions, brackets and matrices.</summary>
internal sealed partial class MathParser
{
    private static readonly FrozenSet<string> Functions = FrozenSet.Create(
        StringComparer.Ordinal, "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "log", "ln", "lg", "exp", "abs");

    private static readonly FrozenSet<string> Greek = FrozenSet.Create(
        StringComparer.Ordinal, "pi", "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "kappa", "lambda", "mu", "nu", "xi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega", "ell", "Delta", "Gamma", "Omega", "Phi");

    private static bool IsFunction(string name) => Functions.Contains(name);

    private static bool IsGreek(string name) => Greek.Contains(name);

    private MathNode ParseOperand()
    {
        var token = Current;
        _position++;
        switch (token.Kind)
        {
            case MathTokenKind.Number:
                return new NumberNode(token.Value, token.Base > 0 ? token.Text : null);
            case MathTokenKind.Letter:
                return new SymbolNode(token.Text + ReadSubscript());
            case MathTokenKind.Begin:
                return ParseMatrix(token.Text);
            case MathTokenKind.Command:
                return ParseCommand(token.Text);
            case MathTokenKind.Symbol when token.Text is "(" or "[" or "]":
                return ParseBracket(token.Text[0]);
            case MathTokenKind.Symbol when token.Text is "{":
                return ParseBraces("}");
            case MathTokenKind.Symbol when token.Text is "\\{":
                return ParseSet("\\}");
            case MathTokenKind.Symbol when token.Text is "|":
                return ParseBars();
            default:
                throw new MathFormatException($"An operand is expected, '{token.Text}' is there.");
        }
    }

    private MathNode ParseCommand(string name)
    {
        switch (name)
        {
            case "frac":
                return new CallNode("*", ParseFractionArgument(), new CallNode("inverse", ParseFractionArgument()));
            case "binom":
                return new CallNode("binom", ParseFractionArgument(), ParseFractionArgument());
            case "sqrt" or "cbrt":
                return ParseRoot(name == "sqrt" ? 2 : 3);
            case "infty" or "i":
                return new SymbolNode(name);
            case "emptyset":
                return new CollectionNode('{', '}', []);
            case "langle":
                return ParseItems('(', ")", "rangle");
            case "lfloor":
                return ParseDelimited("floor", "rfloor");
            case "lceil":
                return ParseDelimited("ceil", "rceil");
            case "mathbb R":
                return new CollectionNode('(', ')', [new CallNode("negate", new SymbolNode("infty")), new SymbolNode("infty")]);
        }

        if (IsGreek(name) || name.StartsWith("mathbb", StringComparison.Ordinal))
            return new SymbolNode(name + ReadSubscript());
        return IsFunction(name) ? ParseFunction(name) : throw new MathFormatException($"\\{name} is not known.");
    }

    // \frac43 takes one digit each.
    private MathNode ParseFractionArgument()
    {
        if (Current is { Kind: MathTokenKind.Number, Base: 0 } number && number.Text.Length > 1 && number.Text.All(char.IsAsciiDigit))
        {
            _tokens[_position] = Digits(number.Text[1..]);
            return new NumberNode(number.Text[0] - '0');
        }

        Enter();
        var argument = ParseOperand();
        Leave();
        return argument;

        static MathToken Digits(string text) => new(MathTokenKind.Number, text, System.Numerics.BigInteger.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture));
    }

    private CallNode ParseRoot(int degree)
    {
        MathNode index = new NumberNode(degree);
        if (Current.Is("["))
        {
            _position++;
            index = ParseSum();
            Expect("]");
        }

        Enter();
        var radicand = ParseOperand();
        Leave();
        return new("root", radicand, index);
    }

    private MathNode ParseFunction(string name)
    {
        Enter();
        MathNode? power = null, @base = null;
        for (var count = 0; count < 2 && (Current.Is("^") || Current.Is("_")); count++)
        {
            var isPower = Current.Is("^");
            _position++;
            if (isPower)
                power = ParseExponent();
            else
                @base = ParseOperand();
        }

        var argument = ParseArgument();
        Leave();
        if (power is CallNode { Function: "negate", Arguments: [NumberNode { Value: var inverse }] } && inverse == BigRational.One)
            (name, power) = ("arc" + name, null);
        MathNode call = @base is null ? new CallNode(name, argument) : new CallNode(name, argument, @base);
        return power is null ? call : new CallNode("^", call, power);
    }

    // Brackets, or the factors up to the next sign, operator or function.
    private MathNode ParseArgument()
    {
        if (Current.Is("("))
            return ParsePower();
        var factors = ImmutableArray.Create(SignFunction(Current) is null ? ParsePower() : ParseExponent());
        while (StartsFactor() && !(Current.Kind == MathTokenKind.Command && IsFunction(Current.Text)) && !Current.Is("("))
            factors = factors.Add(ParsePower());
        return factors.Length == 1 ? factors[0] : new CallNode("*", factors);
    }

    private CallNode ParseDelimited(string function, string close)
    {
        var content = ParseSum();
        if (!Current.IsCommand(close))
            throw new MathFormatException($"\\{close} is expected.");
        _position++;
        return new(function, content);
    }

    private CallNode ParseBars()
    {
        _bars++;
        var content = ParseSum();
        _bars--;
        Expect("|");
        return new("abs", content);
    }

    private MathNode ParseBracket(char open)
    {
        var (inSet, bars) = (_inSet, _bars);
        (_inSet, _bars) = (false, 0);
        var items = ParseStatements();
        (_inSet, _bars) = (inSet, bars);
        var close = Current.Kind == MathTokenKind.Symbol && Current.Text is ")" or "]" or "[" ? Current.Text[0] : throw new MathFormatException("A bracket is not closed.");
        _position++;
        if (items.Length == 1)
            return (open, close) is ('(', ')') or ('[', ']') ? items[0] : throw new MathFormatException("An interval has two ends.");

        // ]2,5[ excludes its ends.
        return new CollectionNode(open == ']' ? '(' : open, close == '[' ? ')' : close, items);
    }

    // Braces group in LaTeX; with commas they are a set that somebody forgot to escape.
    private MathNode ParseBraces(string close)
    {
        var bars = _bars;
        _bars = 0;
        var items = ParseStatements();
        _bars = bars;
        Expect(close);
        return items.Length == 1 ? items[0] : new CollectionNode('{', '}', items);
    }

    private MathNode ParseSet(string close)
    {
        if (Current.Is(close))
        {
            _position++;
            return new CollectionNode('{', '}', []);
        }

        var (inSet, bars) = (_inSet, _bars);
        (_inSet, _bars) = (true, 1);
        var items = ParseStatements();
        var hasCondition = Current.Is("|") || Current.IsCommand("mid") || Current.Is(":");
        if (hasCondition)
        {
            _position++;
            (_inSet, _bars) = (false, 0);
            items = [ParseList()];
        }

        (_inSet, _bars) = (inSet, bars);
        Expect(close);
        return hasCondition ? items[0] : new CollectionNode('{', '}', items);
    }

    private CollectionNode ParseItems(char open, string close, string command)
    {
        var items = ParseStatements();
        if (!Current.IsCommand(command))
            throw new MathFormatException("A bracket is not closed.");
        _position++;
        return new(open, close[0], items);
    }

    private ImmutableArray<MathNode> ParseStatements()
    {
        var items = ImmutableArray.CreateBuilder<MathNode>();
        items.Add(ParseStatement());
        while (Current.Is(",") || Current.Is(";"))
        {
            _position++;
            items.Add(ParseStatement());
        }

        return items.ToImmutable();
    }

    private MatrixNode ParseMatrix(string environment)
    {
        if (environment is not ("pmatrix" or "bmatrix" or "matrix" or "Bmatrix" or "smallmatrix" or "array"))
            throw new MathFormatException($"The environment {environment} is not known.");
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<MathNode>>();
        while (Current.Kind != MathTokenKind.Finish)
        {
            var row = ImmutableArray.Create(ParseStatement());
            while (Current.Is("&"))
            {
                _position++;
                row = row.Add(ParseStatement());
            }

            rows.Add(row);
            if (Current.Is("\\\\"))
                _position++;
            else if (Current.Kind != MathTokenKind.Finish)
                throw new MathFormatException("A row of a matrix does not end.");
        }

        _position++;
        return rows.Count > 0 && rows.All(row => row.Length == rows[0].Length) ? new(rows.ToImmutable()) : throw new MathFormatException("The rows of a matrix differ in length.");
    }

    private string ReadSubscript()
    {
        if (!Current.Is("_"))
            return "";
        _position++;
        if (!Current.Is("{"))
            return "_" + _tokens[_position++ < _tokens.Count ? _position - 1 : throw new MathFormatException("A subscript is missing.")].Text;
        var subscript = "_";
        for (_position++; !Current.Is("}"); _position++)
        {
            if (_position >= _tokens.Count)
                throw new MathFormatException("A subscript is not closed.");
            subscript += Current.Text;
        }

        _position++;
        return subscript;
    }
}
