using System.Globalization;
using System.Numerics;

namespace InferenceScaling.Verification;

/// <summary>A number, operator, bracket or equals sign of a text.</summary>
/// <param name="Kind">'0' for a number, otherwise the sign; every multiplication sign is '*', every division sign '/', an approximate equality '~'.</param>
/// <param name="Text">As written.</param>
/// <param name="Value">Of a number.</param>
/// <param name="Decimals">Digits after a number's point.</param>
/// <param name="FollowsWord">Whether something that is not arithmetic stands before it on the line.</param>
/// <param name="IsScaled">Whether a word such as "million" or "remainder" after it changes what it means.</param>
internal readonly record struct ArithmeticToken(char Kind, string Text, Fraction Value, int Decimals, bool FollowsWord, bool IsScaled)
{
    private const int MaxDigits = 30;
    private static readonly string[] Scales = ["hundred", "thousand", "million", "billion", "trillion", "dozen", "percent", "%", "remainder", "r", "mod", "times"];

    public bool IsNumber => Kind == '0';

    public bool IsOperator => Kind is '+' or '-' or '*' or '/';

    public bool IsEquality => Kind is '=' or '~';

    /// <summary>The longest stretches of arithmetic on one line.</summary>
    public static IEnumerable<ArithmeticToken[]> Runs(string text)
    {
        var run = new List<ArithmeticToken>();
        var followsWord = false;
        for (var index = 0; index < text.Length;)
        {
            var start = index;
            if (text[index] is ' ' or '\t' or '$' or '\\')
            {
                index++;
                continue;
            }

            if (Read(text, ref index, followsWord) is { } token)
            {
                run.Add(token);
                continue;
            }

            if (run.Count > 2)
                yield return [.. run];
            run.Clear();
            index = Math.Max(index, start + 1);
            followsWord = text[start] is not ('\n' or '\r');
        }

        if (run.Count > 2)
            yield return [.. run];
    }

    private static ArithmeticToken? Read(string text, ref int index, bool followsWord)
    {
        var kind = text[index] switch
        {
            '+' or '/' or '(' or ')' or '=' => text[index],
            '-' or '−' => '-',
            '*' or '×' or '·' => '*',
            '÷' => '/',
            '≈' => '~',
            _ => '\0',
        };
        if (kind != '\0')
        {
            // "==", "**" and "=>" are no arithmetic.
            var isDoubled = index + 1 < text.Length && ((text[index + 1] == text[index] && kind is '=' or '*' or '/') || text[index + 1] == '>');
            if (isDoubled)
                index += 2;
            return isDoubled ? null : new(kind, text[index++].ToString(), default, 0, followsWord, false);
        }

        return char.IsAsciiDigit(text[index]) || text[index] == '.' ? ReadNumber(text, ref index, followsWord) : SkipWord(text, ref index);
    }

    private static ArithmeticToken? ReadNumber(string text, ref int index, bool followsWord)
    {
        var start = index;
        var (digits, decimals) = (0, -1);
        for (; index < text.Length; index++)
        {
            if (char.IsAsciiDigit(text[index]))
                (digits, decimals) = (digits + 1, decimals < 0 ? decimals : decimals + 1);
            else if (text[index] == '.' && decimals < 0 && index + 1 < text.Length && char.IsAsciiDigit(text[index + 1]))
                decimals = 0;
            else if (!(text[index] == ',' && decimals < 0 && IsThousands(text, index)))
                break;
        }

        // "7kg", "2x", "3.5.1" and "10%" are words; so is a number too long to mean anything.
        var isWord = digits is 0 or > MaxDigits || (index < text.Length && (char.IsLetter(text[index]) || text[index] is '_' or '%' or '^' or '!'))
            || (start > 0 && (char.IsLetter(text[start - 1]) || text[start - 1] is '_' or '.' or '^'));
        if (isWord)
            return SkipWord(text, ref index);
        var written = text[start..index];
        var whole = BigInteger.Parse(written.Replace(",", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        decimals = Math.Max(decimals, 0);
        return new('0', written, new(whole, BigInteger.Pow(10, decimals)), decimals, followsWord, Array.Exists(Scales, scale => NextWord(text, written.Length + start).Equals(scale, StringComparison.OrdinalIgnoreCase)));
    }

    private static bool IsThousands(string text, int comma) =>
        comma + 3 < text.Length && char.IsAsciiDigit(text[comma + 1]) && char.IsAsciiDigit(text[comma + 2]) && char.IsAsciiDigit(text[comma + 3])
        && (comma + 4 == text.Length || !char.IsAsciiDigit(text[comma + 4]));

    private static ArithmeticToken? SkipWord(string text, ref int index)
    {
        while (index < text.Length && (char.IsLetterOrDigit(text[index]) || text[index] is '_' or '%' or '^'))
            index++;
        return null;
    }

    private static ReadOnlySpan<char> NextWord(string text, int index)
    {
        while (index < text.Length && text[index] == ' ')
            index++;
        var end = index;
        while (end < text.Length && (char.IsLetter(text[end]) || text[end] == '%'))
            end++;
        return text.AsSpan(index, end - index);
    }
}
