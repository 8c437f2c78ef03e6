using System.Globalization;
using System.Text;

namespace InferenceScaling.Models.Constraints;

/// <summary>A place in a pattern.</summary>
internal sealed class RegexCursor(string pattern)
{
    private int _place;

    /// <summary>Whether nothing is left.</summary>
    public bool AtEnd => _place == pattern.Length;

    /// <summary>The next UTF-16 unit; NUL at the end.</summary>
    public char Peek => AtEnd ? '\0' : pattern[_place];

    /// <summary>Goes past a unit if it is the next.</summary>
    public bool TrySkip(char expected)
    {
        if (AtEnd || pattern[_place] != expected)
            return false;
        _place++;
        return true;
    }

    /// <summary>Goes past an end anchor.</summary>
    public bool TrySkipEnd() => TrySkip('$');

    /// <summary>The next character.</summary>
    /// <exception cref="ArgumentException">There is none, or half of one.</exception>
    public Rune Read()
    {
        if (AtEnd)
            throw Error("the end of the pattern where a character was expected");
        if (!Rune.TryGetRuneAt(pattern, _place, out var rune))
            throw Error("half of a surrogate pair");
        _place += rune.Utf16SequenceLength;
        return rune;
    }

    /// <summary>A decimal number.</summary>
    public int ReadNumber()
    {
        var start = _place;
        while (char.IsAsciiDigit(Peek))
            _place++;
        return int.TryParse(pattern.AsSpan(start, _place - start), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= ConstraintLimits.Edges
            ? number
            : throw Error($"a repetition without a number from 0 to {ConstraintLimits.Edges:N0}; escape the '{{' with a backslash if the character is meant");
    }

    /// <summary>A hexadecimal number of so many digits.</summary>
    public int ReadHexadecimal(int digits)
    {
        if (_place + digits > pattern.Length || !int.TryParse(pattern.AsSpan(_place, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
            throw Error($"an escape without its {digits} hexadecimal digits");
        _place += digits;
        return number;
    }

    /// <summary>Says what is wrong here.</summary>
    public ArgumentException Error(string found) =>
        new($"The pattern has {found} (at character {_place} of {pattern.Length}). Supported are literals, classes, groups, '|', '*', '+', '?', '{{m,n}}' and escapes.");
}
