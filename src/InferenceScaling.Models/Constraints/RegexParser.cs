namespace InferenceScaling.Models.Constraints;

/// <summary>Reads the regular expressions that <see cref="RegexConstraint"/> documents. Recursion is bounded.</summary>
internal ref struct RegexParser
{
    private readonly RegexCursor _cursor;
    private int _depth;

    private RegexParser(string pattern) => _cursor = new(pattern);

    /// <summary>Reads a whole pattern.</summary>
    /// <exception cref="ArgumentException">The pattern is malformed, too long, or uses something else.</exception>
    public static Expression Parse(string pattern)
    {
        if (pattern.Length > ConstraintLimits.PatternLength)
            throw new ArgumentException($"The pattern has {pattern.Length:N0} characters; expected at most {ConstraintLimits.PatternLength:N0}.", nameof(pattern));
        var parser = new RegexParser(pattern);
        parser._cursor.TrySkip('^');
        var expression = parser.Choice();
        if (!parser._cursor.AtEnd)
            throw parser._cursor.Error("a ')' without a '('");
        return expression;
    }

    private Expression Choice()
    {
        var options = new List<Expression> { Sequence() };
        while (_cursor.TrySkip('|'))
            options.Add(Sequence());
        return options.Count == 1 ? options[0] : new ChoiceExpression(options);
    }

    private Expression Sequence()
    {
        var items = new List<Expression>();
        while (!_cursor.AtEnd && _cursor.Peek is not ('|' or ')'))
        {
            if (_cursor.TrySkipEnd())
            {
                if (_depth > 0 || !_cursor.AtEnd)
                    throw _cursor.Error("a '$' before the end of the pattern; escape it with a backslash if the character is meant");
                break;
            }

            items.Add(Repeat(Atom()));
        }

        return items.Count == 1 ? items[0] : new SequenceExpression(items);
    }

    private Expression Atom()
    {
        if (_cursor.TrySkip('('))
            return Group();
        if (_cursor.TrySkip('['))
            return new CharacterExpression(CharacterClassParser.Parse(_cursor));
        if (_cursor.TrySkip('.'))
            return new CharacterExpression(CharacterSet.NoNewline);
        if (_cursor.TrySkip('\\'))
            return new CharacterExpression(RegexEscape.Parse(_cursor, out _));
        if (_cursor.Peek is '*' or '+' or '?' or '{' or '}' or ']' or '^')
            throw _cursor.Error($"a '{_cursor.Peek}' that has no meaning here; escape it with a backslash if the character is meant");
        var bytes = new byte[4];
        var length = _cursor.Read().EncodeToUtf8(bytes);
        return new LiteralExpression(bytes.AsMemory(0, length));
    }

    private Expression Group()
    {
        if (_cursor.TrySkip('?') && !_cursor.TrySkip(':'))
            throw _cursor.Error("a group '(?' other than '(?:'; look-around, names and options are not supported");
        if (++_depth > ConstraintLimits.Depth)
            throw _cursor.Error($"groups more than {ConstraintLimits.Depth} deep");
        var inner = Choice();
        _depth--;
        if (!_cursor.TrySkip(')'))
            throw _cursor.Error("a '(' without its ')'");
        return inner;
    }

    private readonly Expression Repeat(Expression item)
    {
        var (least, most) = (1, (int?)1);
        if (_cursor.TrySkip('*'))
            (least, most) = (0, null);
        else if (_cursor.TrySkip('+'))
            (least, most) = (1, null);
        else if (_cursor.TrySkip('?'))
            (least, most) = (0, 1);
        else if (_cursor.TrySkip('{'))
            (least, most) = Bounds();
        else
            return item;

        // Lazy and greedy repetition admit the same texts.
        _cursor.TrySkip('?');
        if (!_cursor.AtEnd && _cursor.Peek is '*' or '+' or '?' or '{')
            throw _cursor.Error("a repetition of a repetition; put the inner one in a group");
        return new RepeatExpression(item, least, most);
    }

    private readonly (int Least, int? Most) Bounds()
    {
        var least = _cursor.ReadNumber();
        int? most = least;
        if (_cursor.TrySkip(','))
            most = !_cursor.AtEnd && _cursor.Peek == '}' ? null : _cursor.ReadNumber();
        if (!_cursor.TrySkip('}'))
            throw _cursor.Error("a '{' that is not {m}, {m,} or {m,n}; escape it with a backslash if the character is meant");
        return most < least ? throw _cursor.Error($"a repetition of at least {least} and at most {most} times") : (least, most);
    }
}
