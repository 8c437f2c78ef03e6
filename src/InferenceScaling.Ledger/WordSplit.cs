namespace InferenceScaling.Ledger;

/// <summary>Cuts a text into the words of the Ledger task, as the tokenizer in the package does, without allocating.</summary>
internal ref struct WordSplit
{
    private readonly ReadOnlySpan<char> _text;
    private readonly bool _endsInQuestion;
    private int _next;

    private WordSplit(string text)
    {
        // A question ends the text with its line break, whether it was typed or not.
        var trimmed = text.AsSpan().TrimEnd();
        _endsInQuestion = trimmed.EndsWith("?");
        _text = _endsInQuestion ? trimmed : text;
    }

    public ReadOnlySpan<char> Current { get; private set; }

    public static WordSplit Of(string text) => new(text);

    public readonly WordSplit GetEnumerator() => this;

    public bool MoveNext()
    {
        while (_next < _text.Length && _text[_next] == ' ')
            _next++;
        if (_next >= _text.Length)
            return false;
        if (_endsInQuestion && _next == _text.Length - 1)
        {
            Current = "?\n";
            _next++;
            return true;
        }

        var length = Length();
        Current = _text.Slice(_next, length);
        _next += length;
        return true;
    }

    private readonly int Length()
    {
        var rest = _text[_next..];
        if (StepNumber(rest) is > 0 and var number)
            return number;
        if (rest.StartsWith(".\n") || rest.StartsWith("?\n"))
            return 2;
        if (rest is ['<', (>= 'A' and <= 'H') or (>= 'a' and <= 'd'), '>', ..])
            return 3;
        if (!char.IsAsciiLetter(rest[0]))
            return 1;
        var letters = 1;
        while (letters < rest.Length && char.IsAsciiLetter(rest[letters]))
            letters++;
        return letters < rest.Length && rest[letters] == ':' ? letters + 1 : letters;
    }

    // One or two digits and a full stop at the beginning of a line, before a space.
    private readonly int StepNumber(ReadOnlySpan<char> rest)
    {
        if (_next > 0 && _text[_next - 1] != '\n')
            return 0;
        var digits = rest.Length > 1 && char.IsAsciiDigit(rest[0]) ? char.IsAsciiDigit(rest[1]) ? 2 : 1 : 0;
        return digits > 0 && rest.Length > digits + 1 && rest[digits] == '.' && rest[digits + 1] == ' ' ? digits + 1 : 0;
    }
}
