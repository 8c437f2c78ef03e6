using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary>
/// Splits a template into tokens with Jinja's whitespace rules: <c>trim_blocks</c> and <c>lstrip_blocks</c> on, <c>-</c> strips,
/// <c>+</c> keeps.
/// </summary>
internal sealed class Lexer
{
    private readonly SourceText _source;
    private readonly string _text;
    private readonly List<Token> _tokens = [];
    private int _position;

    private Lexer(SourceText source)
    {
        _source = source;
        _text = source.Text;
    }

    public static List<Token> Tokenize(SourceText source)
    {
        var lexer = new Lexer(source);
        lexer.Run();
        return lexer._tokens;
    }

    private void Run()
    {
        while (_position < _text.Length)
        {
            var tag = FindTag(_position);
            if (tag < 0)
            {
                AddData(_position, _text.Length);
                break;
            }

            var kind = _text[tag + 1];
            var body = tag + 2;
            var sign = body < _text.Length && _text[body] is '-' or '+' ? _text[body++] : '\0';
            AddData(_position, DataEnd(_position, tag, sign, kind == '{'));
            _position = body;
            if (kind == '#')
                SkipComment(tag);
            else if (kind == '%' && TryRawBegin(body))
                ReadRaw(tag);
            else
                ReadTag(tag, kind == '{');
        }

        _tokens.Add(new Token(TokenKind.End, "", _text.Length));
    }

    private int FindTag(int from)
    {
        for (var at = _text.IndexOf('{', from); at >= 0 && at + 1 < _text.Length; at = _text.IndexOf('{', at + 1))
        {
            if (_text[at + 1] is '%' or '{' or '#')
                return at;
        }

        return -1;
    }

    private void AddData(int start, int end)
    {
        if (end > start)
            _tokens.Add(new Token(TokenKind.Data, _text[start..end], start));
    }

    /// <summary>Where the text before a tag ends once the tag's whitespace rule has been applied.</summary>
    private int DataEnd(int start, int tag, char sign, bool isOutput)
    {
        var end = tag;
        while (end > start && PythonText.IsSpace(_text[end - 1]) && (sign == '-' || _text[end - 1] != '\n'))
            end--;
        if (sign == '-')
            return end;
        var startsLine = end == start ? start == 0 || _text[start - 1] == '\n' : _text[end - 1] == '\n';
        return sign != '+' && !isOutput && startsLine ? end : tag;
    }

    private void SkipComment(int tag)
    {
        var end = _text.IndexOf("#}", _position, StringComparison.Ordinal);
        if (end < 0)
            throw _source.Error("A comment is not closed: expected '#}'", tag);
        var sign = end > _position ? _text[end - 1] : '\0';
        _position = end + 2;
        SkipAfterBlock(sign);
    }

    private void SkipAfterBlock(char sign)
    {
        if (sign == '-')
            SkipSpace();
        else if (sign != '+' && _position < _text.Length && _text[_position] == '\n')
            _position++;
    }

    private void SkipSpace()
    {
        while (_position < _text.Length && PythonText.IsSpace(_text[_position]))
            _position++;
    }

    private bool TryRawBegin(int at)
    {
        if (!TryWord(ref at, "raw"))
            return false;
        var strips = at < _text.Length && _text[at] == '-';
        if (strips)
            at++;
        if (!_text.AsSpan(at).StartsWith("%}"))
            return false;
        _position = at + 2;
        if (strips)
            SkipSpace();
        return true;
    }

    private bool TryWord(ref int at, string word)
    {
        while (at < _text.Length && PythonText.IsSpace(_text[at]))
            at++;
        if (!_text.AsSpan(at).StartsWith(word))
            return false;
        at += word.Length;
        while (at < _text.Length && PythonText.IsSpace(_text[at]))
            at++;
        return true;
    }

    private void ReadRaw(int opening)
    {
        for (var tag = _text.IndexOf("{%", _position, StringComparison.Ordinal); tag >= 0; tag = _text.IndexOf("{%", tag + 2, StringComparison.Ordinal))
        {
            var at = tag + 2;
            var sign = at < _text.Length && _text[at] is '-' or '+' ? _text[at++] : '\0';
            if (!TryWord(ref at, "endraw"))
                continue;
            var closing = at < _text.Length && _text[at] is '-' or '+' ? _text[at++] : '\0';
            if (!_text.AsSpan(at).StartsWith("%}"))
                continue;
            AddData(_position, DataEnd(_position, tag, sign, isOutput: false));
            _position = at + 2;
            SkipAfterBlock(closing);
            return;
        }

        throw _source.Error("A raw block is not closed: expected '{% endraw %}'", opening);
    }

    private void ReadTag(int tag, bool isOutput)
    {
        _tokens.Add(new Token(isOutput ? TokenKind.OutputBegin : TokenKind.BlockBegin, "", tag));
        var brackets = new Stack<char>();
        while (true)
        {
            if (brackets.Count == 0 && TryTagEnd(isOutput))
                return;
            SkipSpace();
            if (_position >= _text.Length)
                throw _source.Error($"A tag is not closed: expected '{(isOutput ? "}}" : "%}")}'", tag);
            if (brackets.Count == 0 && TryTagEnd(isOutput))
                return;
            ReadToken(brackets);
        }
    }

    private bool TryTagEnd(bool isOutput)
    {
        var at = _position;
        var sign = at < _text.Length && (_text[at] == '-' || (_text[at] == '+' && !isOutput)) ? _text[at++] : '\0';
        if (!_text.AsSpan(at).StartsWith(isOutput ? "}}" : "%}"))
            return false;
        _tokens.Add(new Token(isOutput ? TokenKind.OutputEnd : TokenKind.BlockEnd, "", _position));
        _position = at + 2;
        if (!isOutput)
            SkipAfterBlock(sign);
        else if (sign == '-')
            SkipSpace();
        return true;
    }

    private void ReadToken(Stack<char> brackets)
    {
        var start = _position;
        var first = _text[start];
        if (char.IsAsciiDigit(first))
        {
            var afterDot = start > 0 && _text[start - 1] == '.';
            var (length, isFloat) = LiteralSyntax.MeasureNumber(_text.AsSpan(start), afterDot);
            _position += length;
            _tokens.Add(new Token(isFloat ? TokenKind.Float : TokenKind.Integer, _text[start.._position], start));
        }
        else if (first is '"' or '\'')
        {
            _tokens.Add(new Token(TokenKind.String, LiteralSyntax.ReadString(_source, ref _position), start));
        }
        else if (first == '_' || char.IsLetter(first))
        {
            while (_position < _text.Length && (_text[_position] == '_' || char.IsLetterOrDigit(_text[_position])))
                _position++;
            _tokens.Add(new Token(TokenKind.Name, _text[start.._position], start));
        }
        else
        {
            ReadOperator(first, brackets);
        }
    }

    private void ReadOperator(char first, Stack<char> brackets)
    {
        var length = Operators.Measure(_text.AsSpan(_position));
        if (length == 0)
            throw _source.Error($"The character '{first}' is not expected in a tag", _position);
        if (first is '(' or '[' or '{')
        {
            brackets.Push(first switch { '(' => ')', '[' => ']', _ => '}' });
        }
        else if (first is ')' or ']' or '}')
        {
            if (!brackets.TryPop(out var expected))
                throw _source.Error($"'{first}' closes nothing", _position);
            if (expected != first)
                throw _source.Error($"Found '{first}', expected '{expected}'", _position);
        }

        _tokens.Add(new Token(TokenKind.Operator, Operators.Intern(_text.AsSpan(_position, length)), _position));
        _position += length;
    }
}
