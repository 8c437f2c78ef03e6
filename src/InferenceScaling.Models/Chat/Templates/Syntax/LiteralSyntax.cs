using System.Globalization;
using System.Text;

namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary>Numbers and strings as Python spells them.</summary>
internal static class LiteralSyntax
{
    /// <summary>The length of the number at the start of the text, and whether it is a float.</summary>
    public static (int Length, bool IsFloat) MeasureNumber(ReadOnlySpan<char> text, bool afterDot)
    {
        if (text.Length > 2 && text[0] == '0' && (text[1] | 0x20) is 'x' or 'o' or 'b')
        {
            var end = 2;
            while (end < text.Length && (char.IsAsciiHexDigit(text[end]) || text[end] == '_'))
                end++;
            return (end, false);
        }

        var length = Digits(text, 0);
        if (afterDot)
            return (length, false);
        var isFloat = false;
        if (length + 1 < text.Length && text[length] == '.' && char.IsAsciiDigit(text[length + 1]))
        {
            isFloat = true;
            length = Digits(text, length + 1);
        }

        if (length < text.Length && (text[length] | 0x20) == 'e')
        {
            var exponent = length + 1;
            if (exponent < text.Length && text[exponent] is '+' or '-')
                exponent++;
            if (exponent < text.Length && char.IsAsciiDigit(text[exponent]))
                return (Digits(text, exponent), true);
        }

        return (length, isFloat);
    }

    /// <summary>Reads the quoted string at the position and moves past it.</summary>
    public static string ReadString(SourceText source, ref int position)
    {
        var text = source.Text;
        var opening = position;
        var quote = text[position++];
        var closing = text.AsSpan(position).IndexOfAny(quote, '\\');
        if (closing >= 0 && text[position + closing] == quote)
        {
            position += closing + 1;
            return text[(opening + 1)..(position - 1)];
        }

        var decoded = new StringBuilder();
        while (position < text.Length)
        {
            var c = text[position++];
            if (c == quote)
                return decoded.ToString();
            if (c == '\\' && position < text.Length)
                ReadEscape(source, ref position, decoded);
            else
                _ = decoded.Append(c);
        }

        throw source.Error("A string is not closed", opening);
    }

    private static int Digits(ReadOnlySpan<char> text, int from)
    {
        while (from < text.Length && (char.IsAsciiDigit(text[from]) || (text[from] == '_' && from + 1 < text.Length && char.IsAsciiDigit(text[from + 1]))))
            from++;
        return from;
    }

    private static void ReadEscape(SourceText source, ref int position, StringBuilder decoded)
    {
        var c = source.Text[position++];
        _ = c switch
        {
            '\n' => decoded,
            '\\' or '\'' or '"' => decoded.Append(c),
            'a' => decoded.Append('\a'),
            'b' => decoded.Append('\b'),
            'f' => decoded.Append('\f'),
            'n' => decoded.Append('\n'),
            'r' => decoded.Append('\r'),
            't' => decoded.Append('\t'),
            'v' => decoded.Append('\v'),
            'x' => AppendHex(source, ref position, 2, decoded),
            'u' => AppendHex(source, ref position, 4, decoded),
            'U' => AppendHex(source, ref position, 8, decoded),
            >= '0' and <= '7' => AppendOctal(source.Text, ref position, decoded),
            // Python keeps the backslash of an escape it does not know.
            _ => decoded.Append('\\').Append(c),
        };
    }

    private static StringBuilder AppendHex(SourceText source, ref int position, int digits, StringBuilder decoded)
    {
        var text = source.Text;
        if (position + digits > text.Length
            || !uint.TryParse(text.AsSpan(position, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            || code > 0x10FFFF)
        {
            throw source.Error($"A \\{text[position - 1]} escape needs {digits} hexadecimal digits that name a character", position - 2);
        }

        position += digits;
        return code > 0xFFFF ? decoded.Append(char.ConvertFromUtf32((int)code)) : decoded.Append((char)code);
    }

    private static StringBuilder AppendOctal(string text, ref int position, StringBuilder decoded)
    {
        var code = text[position - 1] - '0';
        for (var i = 0; i < 2 && position < text.Length && text[position] is >= '0' and <= '7'; i++)
            code = (code * 8) + (text[position++] - '0');
        return decoded.Append((char)code);
    }
}
