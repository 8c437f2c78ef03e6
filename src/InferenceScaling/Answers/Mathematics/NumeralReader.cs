using System.Globalization;
using System.Numerics;

namespace InferenceScaling.Answers.Mathematics;

/// <summary>Reads a numeral: thousands separators, decimals, repeating decimals, scientific notation and a base as subscript.</summary>
internal static class NumeralReader
{
    private const int MaximumExponent = 4000;

    // Between a group of three digits and the next, as LaTeX, plain text and calculators write them.
    private static readonly string[] ThinSeparators = ["{,}", @",\!", @"\,", @"\!", @"\;", "~", " "];

    /// <summary>Reads at <paramref name="position"/>, which holds a digit or a point before a digit.</summary>
    /// <param name="text">Text with Unicode mathematics already replaced.</param>
    /// <param name="position">Moved behind the numeral.</param>
    /// <param name="commaGroups">Whether a bare comma before three digits separates thousands here, not elements.</param>
    public static MathToken Read(string text, ref int position, bool commaGroups)
    {
        var start = position;
        if (Alphanumeric(text, position) is > 0 and var length)
        {
            position += length;
            return ReadBase(text, ref position, text.Substring(start, length)) ?? throw new MathFormatException("The base of a numeral is not from 2 to 36.");
        }

        var digits = ReadDigits(text, ref position).ToString();
        var mayHaveGroups = digits.Length is > 0 and <= 3 && digits[0] != '0';
        while (mayHaveGroups && ReadGroup(text, ref position, commaGroups) is { } group)
            digits += group;
        if (ReadBase(text, ref position, digits) is { } based)
            return based;
        var fraction = "";
        var repeating = "";
        if (ReadPoint(text, ref position))
        {
            fraction = ReadDigits(text, ref position).ToString();
            repeating = ReadRepeating(text, ref position);
        }

        var value = (BigRational)Parse(digits + fraction) / BigInteger.Pow(10, fraction.Length);
        if (repeating.Length > 0)
            value += new BigRational(Parse(repeating), BigInteger.Pow(10, fraction.Length) * (BigInteger.Pow(10, repeating.Length) - 1));
        return new(MathTokenKind.Number, text[start..position], value * ReadExponent(text, ref position));
    }

    // 1A_{16}: the length of digits with letters among them before a subscript.
    private static int Alphanumeric(string text, int start)
    {
        var end = start;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || char.IsAsciiLetterUpper(text[end])))
            end++;
        return end < text.Length && text[end] == '_' && text.AsSpan(start, end - start).ContainsAnyInRange('A', 'Z') ? end - start : 0;
    }

    private static ReadOnlySpan<char> ReadDigits(string text, ref int position)
    {
        var start = position;
        while (position < text.Length && char.IsAsciiDigit(text[position]))
            position++;
        return text.AsSpan(start, position - start);
    }

    private static string? ReadGroup(string text, ref int position, bool commaGroups)
    {
        foreach (var separator in ThinSeparators)
        {
            if (string.CompareOrdinal(text, position, separator, 0, separator.Length) == 0)
                return Group(text, ref position, position + separator.Length, skipSpaces: separator == @",\!");
        }

        return commaGroups && position < text.Length && text[position] == ',' ? Group(text, ref position, position + 1, skipSpaces: false) : null;
    }

    private static string? Group(string text, ref int position, int start, bool skipSpaces)
    {
        while (skipSpaces && start < text.Length && text[start] == ' ')
            start++;
        var end = start;
        var group = ReadDigits(text, ref end);
        if (group.Length != 3)
            return null;
        position = end;
        return group.ToString();
    }

    private static bool ReadPoint(string text, ref int position)
    {
        if (position + 1 < text.Length && text[position] == '.' && (char.IsAsciiDigit(text[position + 1]) || StartsRepetition(text, position + 1)))
        {
            position++;
            return true;
        }

        if (string.CompareOrdinal(text, position, "{,}", 0, 3) != 0 || position + 3 >= text.Length || !char.IsAsciiDigit(text[position + 3]))
            return false;
        position += 3;
        return true;
    }

    private static bool StartsRepetition(string text, int position) =>
        string.CompareOrdinal(text, position, @"\overline", 0, 9) == 0 || string.CompareOrdinal(text, position, @"\dot", 0, 4) == 0 || string.CompareOrdinal(text, position, @"\bar", 0, 4) == 0;

    // \overline{142857}, \dot{3} and \bar{6} repeat what they cover.
    private static string ReadRepeating(string text, ref int position)
    {
        if (!StartsRepetition(text, position))
            return "";
        var end = position + 1;
        while (end < text.Length && (char.IsAsciiLetter(text[end]) || text[end] == ' '))
            end++;
        var braced = end < text.Length && text[end] == '{';
        if (braced)
            end++;
        var digits = ReadDigits(text, ref end).ToString();
        if (digits.Length == 0 || (braced && (end >= text.Length || text[end++] != '}')))
            return "";
        position = end;
        return digits;
    }

    private static BigRational ReadExponent(string text, ref int position)
    {
        var end = position;
        if (end >= text.Length || text[end] is not ('e' or 'E'))
            return BigRational.One;
        end++;
        var negative = end < text.Length && text[end] == '-';
        if (end < text.Length && text[end] is '-' or '+')
            end++;
        var digits = ReadDigits(text, ref end);
        if (digits.Length == 0 || (end < text.Length && char.IsAsciiLetter(text[end])))
            return BigRational.One;
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var exponent) || exponent > MaximumExponent)
            throw new MathFormatException("The exponent of a numeral is too large.");
        position = end;
        var power = BigInteger.Pow(10, exponent);
        return negative ? new BigRational(1, power) : power;
    }

    private static MathToken? ReadBase(string text, ref int position, string digits)
    {
        if (digits.Length == 0 || position >= text.Length || text[position] != '_')
            return null;
        var end = position + 1;
        var braced = end < text.Length && text[end] == '{';
        if (braced)
            end++;
        var subscript = ReadDigits(text, ref end);
        if (!int.TryParse(subscript, NumberStyles.None, CultureInfo.InvariantCulture, out var radix) || radix is < 2 or > 36 || (braced && (end >= text.Length || text[end++] != '}')))
            return null;
        var value = BigInteger.Zero;
        foreach (var digit in digits)
        {
            var place = char.IsAsciiDigit(digit) ? digit - '0' : digit - 'A' + 10;
            if (place >= radix)
                throw new MathFormatException($"{digit} is no digit in base {radix}.");
            value = (value * radix) + place;
        }

        position = end;
        return new(MathTokenKind.Number, digits, value, radix);
    }

    private static BigInteger Parse(string digits) => digits.Length == 0 ? BigInteger.Zero : BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}
