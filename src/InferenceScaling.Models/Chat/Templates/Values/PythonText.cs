using System.Globalization;
using System.Text;

namespace InferenceScaling.Models.Chat.Templates.Values;

/// <summary>Character facts where Python and .NET differ: what counts as space, and lengths in code points.</summary>
internal static class PythonText
{
    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f';

    /// <summary>str.strip without arguments.</summary>
    public static string Trim(string text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && IsSpace(text[start]))
            start++;
        while (end > start && IsSpace(text[end - 1]))
            end--;
        return text[start..end];
    }

    public static bool HasSurrogates(string text) => text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF');

    /// <summary>The length in code points.</summary>
    public static int Length(string text)
    {
        if (!HasSurrogates(text))
            return text.Length;
        var length = 0;
        for (var i = 0; i < text.Length; i += Width(text, i))
            length++;
        return length;
    }

    /// <summary>The UTF-16 offset of every code point, and the text's length at the end.</summary>
    public static int[] Offsets(string text)
    {
        var offsets = new List<int>(text.Length + 1);
        for (var i = 0; i < text.Length; i += Width(text, i))
            offsets.Add(i);
        offsets.Add(text.Length);
        return [.. offsets];
    }

    /// <summary>The number of UTF-16 units of the code point at an offset.</summary>
    public static int Width(string text, int at) => char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;

    /// <summary>Python compares strings by code point; UTF-16 order differs where surrogates meet U+E000 and above.</summary>
    public static int Compare(string left, string right)
    {
        var common = left.AsSpan().CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
            return left.Length.CompareTo(right.Length);
        var (a, b) = (left[common], right[common]);
        return char.IsSurrogate(a) != char.IsSurrogate(b) ? (char.IsSurrogate(a) ? 1 : -1) : a.CompareTo(b);
    }

    public static string Upper(string text) => text.AsSpan().ContainsAny('ß', 'ŉ')
        ? text.Replace("ß", "SS", StringComparison.Ordinal).Replace("ŉ", "ʼN", StringComparison.Ordinal).ToUpperInvariant()
        : text.ToUpperInvariant();

    public static string Lower(string text) => text.ToLowerInvariant();

    public static string Capitalize(string text)
    {
        if (text.Length == 0)
            return text;
        var first = Width(text, 0);
        return Upper(text[..first]) + Lower(text[first..]);
    }

    /// <summary>str.title: a letter after a non-letter is upper case, every other letter lower case.</summary>
    public static string Title(string text)
    {
        var result = new StringBuilder(text.Length);
        var inWord = false;
        foreach (var rune in text.EnumerateRunes())
        {
            var isLetter = Rune.IsLetter(rune);
            _ = result.Append((inWord ? Rune.ToLowerInvariant(rune) : isLetter ? Rune.ToUpperInvariant(rune) : rune).ToString());
            inWord = isLetter;
        }

        return result.ToString();
    }

    /// <summary>Whether Python's repr shows the character as it is.</summary>
    public static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}
