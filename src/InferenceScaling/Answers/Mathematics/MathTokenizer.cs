using System.Collections.Frozen;

namespace InferenceScaling.Answers.Mathematics;

/// <summary>Splits LaTeX or plain mathematics into tokens. Layout is dropped: font, size and spacing commands, dollar signs of inline mathematics.</summary>
internal sealed class MathTokenizer
{
    private const int MaximumTokens = 1500;

    private static readonly FrozenSet<string> Layout = FrozenSet.Create(
        StringComparer.Ordinal, "left", "right", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "displaystyle", "textstyle", "large", "Large", "LARGE", "huge", "small", "limits", "quad", "qquad", "mathbf", "mathit",
        "boldsymbol", "bm", "mathsf", "mathtt", "mathcal", "bf", "rm", "it", "hline", "phantom", "hspace", "enspace", "thinspace", "boxed", "fbox", "ensuremath", "cancel", "underline");

    private static readonly FrozenSet<string> TextCommands = FrozenSet.Create(
        StringComparer.Ordinal, "text", "mbox", "textbf", "textit", "textrm", "textnormal", "textsf", "texttt", "mathrm", "operatorname", "emph", "hbox");

    private static readonly FrozenDictionary<string, string> Synonyms = new (string Name, string Meaning)[]
    {
        ("dfrac", "frac"), ("tfrac", "frac"), ("cfrac", "frac"), ("dbinom", "binom"), ("tbinom", "binom"), ("leq", "le"), ("leqslant", "le"),
        ("geq", "ge"), ("geqslant", "ge"), ("neq", "ne"), ("lt", "<"), ("gt", ">"), ("cdot", "*"), ("times", "*"), ("ast", "*"), ("div", "/"),
        ("lvert", "|"), ("rvert", "|"), ("vert", "|"), ("varnothing", "emptyset"), ("degree", "circ"), ("degrees", "circ"), ("lbrace", "\\{"),
        ("rbrace", "\\}"), ("backslash", "setminus"), ("colon", ":"), ("inf", "infty"), ("infinity", "infty"), ("oo", "infty"), ("asin", "arcsin"),
        ("acos", "arccos"), ("atan", "arctan"), ("varphi", "phi"), ("varepsilon", "epsilon"), ("imath", "i"), ("simeq", "approx"), ("sim", "approx"),
        ("lor", "or"), ("vee", "or"), ("wedge", "and"), ("land", "and"), ("lbrack", "["), ("rbrack", "]"),
    }.ToFrozenDictionary(pair => pair.Name, pair => pair.Meaning, StringComparer.Ordinal);

    private static readonly FrozenSet<string> PlainNames = FrozenSet.Create(
        StringComparer.Ordinal, "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "log", "ln", "lg", "exp", "sqrt", "cbrt", "abs", "pi", "theta", "alpha",
        "beta", "gamma", "infty", "infinity", "inf", "oo", "min", "max");

    private readonly string _text;
    private readonly List<MathToken> _tokens = [];
    private readonly bool _mixedCommas;
    private readonly bool _openDollar;
    private int _position;
    private int _brackets;
    private int _environments;

    private MathTokenizer(string text)
    {
        _text = text;
        _mixedCommas = text.Contains(", ", StringComparison.Ordinal);
        _openDollar = (text.Count('$') - text.AsSpan().Count("\\$")) % 2 == 1;
    }

    /// <summary>The tokens of a text whose Unicode mathematics is already replaced.</summary>
    /// <exception cref="MathFormatException">It holds a command that is not known, or too much.</exception>
    public static List<MathToken> Tokenize(string text)
    {
        var tokenizer = new MathTokenizer(text);
        tokenizer.ReadTo(text.Length, isText: false);
        return tokenizer._tokens;
    }

    private void ReadTo(int end, bool isText)
    {
        while (_position < end)
        {
            if (_tokens.Count > MaximumTokens)
                throw new MathFormatException($"More than {MaximumTokens} tokens.");
            var character = _text[_position];
            if (char.IsAsciiDigit(character) || (character == '.' && _position + 1 < end && char.IsAsciiDigit(_text[_position + 1])))
                _tokens.Add(NumeralReader.Read(_text, ref _position, commaGroups: _brackets == 0 || _mixedCommas));
            else if (char.IsLetter(character))
                ReadLetters(isText);
            else if (character == '\\')
                ReadCommand();
            else
                ReadSymbol(character);
        }
    }

    private void ReadSymbol(char character)
    {
        _position++;
        _brackets += character switch { '(' or '[' => 1, ')' or ']' when _brackets > 0 => -1, _ => 0 };
        switch (character)
        {
            case '.' when _position < _text.Length && _text[_position] == '.':
                throw new MathFormatException("An ellipsis has no value.");
            case ' ' or '\t' or '\n' or '\r' or '~' or '"' or '`':
            case '.' when _position >= _text.Length || _text[_position] is ' ' or '$' or '}' or '\n' or '\\' or ')':
            case '$' when !_openDollar || _position >= _text.Length || !char.IsAsciiDigit(_text[_position]):
            case '*' when _position < _text.Length && _text[_position] == '*':
                break;
            case '&' when _environments == 0:
                break;
            default:
                _tokens.Add(new(MathTokenKind.Symbol, character == '$' ? "\\$" : character.ToString()));
                break;
        }
    }

    private void ReadLetters(bool isText)
    {
        var start = _position;
        while (_position < _text.Length && char.IsLetter(_text[_position]))
            _position++;

        // p.m. is one word.
        while (isText && _position - start > 0 && _position + 1 < _text.Length && _text[_position] == '.' && char.IsLetter(_text[_position + 1]))
        {
            _position++;
            while (_position < _text.Length && char.IsLetter(_text[_position]))
                _position++;
        }

        var run = _text[start.._position].Replace(".", "", StringComparison.Ordinal);
        var afterNumber = _tokens.Count > 0 && _tokens[^1].Kind == MathTokenKind.Number;
        if (!isText && PlainNames.Contains(run))
            _tokens.Add(new(MathTokenKind.Command, Synonyms.GetValueOrDefault(run, run)));
        else if (isText || run.Length >= 4 || MeasurementUnits.IsConnective(run) || ContinuesUnit(run) || (run.Length > 1 && (run[0] > 127 || (afterNumber && MeasurementUnits.IsKnown(run)))) || (afterNumber && IsQuotientOfUnits(run)))
            _tokens.Add(new(MathTokenKind.Word, run));
        else if (run.Length > 2 && PlainNames.Contains(run[..^1]))
            _tokens.AddRange([new(MathTokenKind.Command, Synonyms.GetValueOrDefault(run[..^1], run[..^1])), new(MathTokenKind.Letter, run[^1..])]);
        else
            _tokens.AddRange(run.Select(letter => new MathToken(MathTokenKind.Letter, letter.ToString())));
    }

    // "miles per hour", "km/h": behind a word short runs are words too.
    private bool ContinuesUnit(string run) => _tokens.Count > 1
        && ((_tokens[^1].Kind == MathTokenKind.Word && !MeasurementUnits.IsConnective(_tokens[^1].Text))
            || (_tokens[^1].Is("/") && _tokens[^2].Kind == MathTokenKind.Word && MeasurementUnits.IsKnown(run)));

    // 10 m/s: a single letter is a variable unless it divides by another unit.
    private bool IsQuotientOfUnits(string run)
    {
        if (!MeasurementUnits.IsKnown(run) || _position >= _text.Length || _text[_position] != '/')
            return false;
        var end = _position + 1;
        while (end < _text.Length && char.IsAsciiLetter(_text[end]))
            end++;
        return MeasurementUnits.IsKnown(_text[(_position + 1)..end]);
    }

    private void ReadCommand()
    {
        _position++;
        var start = _position;
        while (_position < _text.Length && char.IsAsciiLetter(_text[_position]))
            _position++;
        if (_position == start)
        {
            ReadEscape();
            return;
        }

        var name = _text[start.._position];
        if (Synonyms.TryGetValue(name, out var synonym))
            name = synonym;
        if (Layout.Contains(name))
        {
            if (name is "left" or "right" && _position < _text.Length && _text[_position] == '.')
                _position++;
            if (name is "hspace" or "phantom")
                _ = ReadArgument();
        }
        else if (TextCommands.Contains(name))
        {
            ReadText(name);
        }
        else if (name is "begin" or "end")
        {
            _environments += name == "begin" ? 1 : -1;
            var environment = ReadArgument();
            if (environment == "array" && name == "begin")
                _ = ReadArgument();
            _tokens.Add(new(name == "begin" ? MathTokenKind.Begin : MathTokenKind.Finish, environment));
        }
        else if (name is "mathbb")
        {
            _tokens.Add(new(MathTokenKind.Command, "mathbb " + ReadArgument()));
        }
        else if (name is "or" or "and")
        {
            _tokens.Add(new(MathTokenKind.Word, name));
        }
        else
        {
            _tokens.Add(new(name.Length == 1 && char.IsLetter(name[0]) ? MathTokenKind.Letter : char.IsLetter(name[0]) ? MathTokenKind.Command : MathTokenKind.Symbol, name));
        }
    }

    private void ReadEscape()
    {
        var character = _position < _text.Length ? _text[_position++] : ' ';
        switch (character)
        {
            case ' ' or ',' or ';' or ':' or '!' or '(' or ')' or '[' or ']' or '/' or '>' or '\n':
                break;
            case '\\':
                if (_environments > 0)
                    _tokens.Add(new(MathTokenKind.Symbol, "\\\\"));
                break;
            case '{' or '}' or '$' or '|':
                _brackets += character switch { '{' => 1, '}' when _brackets > 0 => -1, _ => 0 };
                _tokens.Add(new(MathTokenKind.Symbol, "\\" + character));
                break;
            case '%' or '#' or '&' or '_':
                _tokens.Add(new(MathTokenKind.Symbol, character.ToString()));
                break;
            default:
                throw new MathFormatException($"\\{character} is not known.");
        }
    }

    // \text{…}: letters are words, and what is not letters is mathematics as everywhere.
    private void ReadText(string command)
    {
        var start = _position;
        var content = ReadArgument();
        var isRoman = command is "mathrm" or "operatorname";
        if (isRoman && PlainNames.Contains(content))
        {
            _tokens.Add(new(MathTokenKind.Command, Synonyms.GetValueOrDefault(content, content)));
            return;
        }

        var afterNumber = _tokens.Count > 0 && _tokens[^1].Kind == MathTokenKind.Number;
        if (isRoman && content.Length == 1 && char.IsLetter(content[0]) && !(afterNumber && MeasurementUnits.IsKnown(content)))
        {
            _tokens.Add(new(MathTokenKind.Letter, content));
            return;
        }

        var end = _position;
        _position = _text.IndexOf(content, start, StringComparison.Ordinal);
        ReadTo(_position + content.Length, isText: true);
        _position = end;
    }

    /// <summary>The content of the braces that follow, or the single character.</summary>
    private string ReadArgument()
    {
        while (_position < _text.Length && _text[_position] == ' ')
            _position++;
        if (_position >= _text.Length)
            return "";
        if (_text[_position] != '{')
            return _text[_position++].ToString();
        var start = ++_position;
        var depth = 1;
        for (; _position < _text.Length; _position++)
        {
            depth += _text[_position] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
                return _text[start.._position++];
        }

        throw new MathFormatException("A brace is not closed.");
    }
}
