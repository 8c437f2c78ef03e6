using System.Globalization;
using System.Numerics;
using System.Text;
using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Functions;

/// <summary>Flags, width and precision of a formatted value, and the digits of numbers.</summary>
internal readonly record struct NumberLayout(bool IsLeft, char Sign, bool IsZeroPadded, int Width, int Precision)
{
    private const int MaxPrecision = 1000;

    public static NumberLayout ReadPrintf(RenderState state, string text, ref int position)
    {
        var (isLeft, sign, zero) = (false, '\0', false);
        for (; position < text.Length && text[position] is '-' or '+' or ' ' or '0' or '#'; position++)
        {
            isLeft |= text[position] == '-';
            zero |= text[position] == '0';
            if (text[position] is '+' or ' ' && sign != '+')
                sign = text[position];
        }

        var width = ReadNumber(state, text, ref position);
        var precision = -1;
        if (position < text.Length && text[position] == '.')
        {
            position++;
            precision = ReadNumber(state, text, ref position);
        }

        return new NumberLayout(isLeft, sign, zero, width, precision);
    }

    /// <summary>Digits up to the next other character; 0 when there are none.</summary>
    public static int ReadNumber(RenderState state, string text, ref int position)
    {
        var number = 0;
        for (; position < text.Length && char.IsAsciiDigit(text[position]); position++)
        {
            number = (number * 10) + (text[position] - '0');
            if (number > state.Limits.MaxTextLength)
                throw state.Error("The width or precision of a format is too large");
        }

        return number;
    }

    public static string Radix(BigInteger magnitude, char conversion)
    {
        if (conversion is 'x' or 'X')
        {
            var hex = magnitude.ToString(conversion.ToString(), CultureInfo.InvariantCulture).TrimStart('0');
            return hex.Length == 0 ? "0" : hex;
        }

        var radix = conversion == 'b' ? 2 : 8;
        var digits = new StringBuilder();
        for (; !magnitude.IsZero; magnitude /= radix)
            _ = digits.Insert(0, (int)(magnitude % radix));
        return digits.Length == 0 ? "0" : digits.ToString();
    }

    public static string Real(double magnitude, char conversion, int precision)
    {
        if (!double.IsFinite(magnitude))
            return double.IsNaN(magnitude) ? "nan" : "inf";
        var places = precision < 0 ? 6 : Math.Min(precision, MaxPrecision);
        switch (conversion)
        {
            case 'f' or 'F':
                return magnitude.ToString("F" + places.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            case 'e' or 'E':
                return Scientific(magnitude, places, conversion);
            default:
                var significant = Math.Max(1, places);
                var scientific = Scientific(magnitude, significant - 1, conversion == 'G' ? 'E' : 'e');
                var exponent = magnitude == 0 ? 0 : int.Parse(scientific.AsSpan(scientific.IndexOfAny(['e', 'E']) + 1), CultureInfo.InvariantCulture);
                if (exponent < -4 || exponent >= significant)
                    return TrimZeros(scientific[..scientific.IndexOfAny(['e', 'E'])]) + scientific[scientific.IndexOfAny(['e', 'E'])..];
                return TrimZeros(magnitude.ToString("F" + (significant - 1 - exponent).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
        }
    }

    public StringValue Apply(RenderState state, bool isNegative, string digits)
    {
        var sign = isNegative ? "-" : Sign == '\0' ? "" : Sign.ToString();
        if (IsZeroPadded && !IsLeft)
            return Padding.ZeroFill(state, StringValue.Template(sign + digits), Width);
        return Padding.Justify(state, StringValue.Template(sign + digits), Width, StringValue.Template(" "), toRight: !IsLeft);
    }

    private static string Scientific(double magnitude, int places, char letter) =>
        magnitude.ToString($"0.{new string('0', places)}{letter}+00", CultureInfo.InvariantCulture);

    private static string TrimZeros(string digits) => digits.Contains('.', StringComparison.Ordinal) ? digits.TrimEnd('0').TrimEnd('.') : digits;
}
