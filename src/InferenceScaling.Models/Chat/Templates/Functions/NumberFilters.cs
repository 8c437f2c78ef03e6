using System.Buffers;
using System.Globalization;
using System.Numerics;
using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Functions;

/// <summary>Filters that give numbers.</summary>
internal static class NumberFilters
{
    public static IEnumerable<NativeFunction> All { get; } =
    [
        new("abs", 0, [], Absolute),
        new("int", 0, ["default", "base"], (state, subject, arguments) => ToInteger(state, subject, arguments) ?? arguments[0] ?? IntegerValue.Of(0)),
        new("float", 0, ["default"], (state, subject, arguments) => ToFloat(state, subject) ?? arguments[0] ?? new FloatValue(0)),
        new("round", 0, ["precision", "method"], Round),
    ];

    private static readonly SearchValues<char> FloatCharacters = SearchValues.Create("0123456789+-.eE");

    private static Value Absolute(RenderState state, Value subject, BoundArguments arguments) => subject switch
    {
        FloatValue number => new FloatValue(Math.Abs(number.Number)),
        IntegerValue or BooleanValue => new IntegerValue(BigInteger.Abs(Comparison.Whole(subject))),
        UndefinedValue undefined => throw state.Undefined(undefined),
        _ => throw state.Error($"abs() expects a number, found {subject.TypeName}"),
    };

    private static Value? ToInteger(RenderState state, Value subject, BoundArguments arguments) => subject switch
    {
        IntegerValue => subject,
        BooleanValue => IntegerValue.Of(subject.IsTruthy ? 1 : 0),
        FloatValue number => Truncate(number.Number),
        UndefinedValue undefined => throw state.Undefined(undefined),
        StringValue text => ParseInteger(state, text.Text, arguments.Integer(1, 10)) ?? (ParseFloat(text.Text) is { } number ? Truncate(number) : null),
        _ => null,
    };

    private static IntegerValue? Truncate(double number) => double.IsFinite(number) ? new IntegerValue(new BigInteger(Math.Truncate(number))) : null;

    private static FloatValue? ToFloat(RenderState state, Value subject) => subject switch
    {
        FloatValue number => number,
        IntegerValue or BooleanValue => new FloatValue(Comparison.Real(subject)),
        StringValue text when ParseFloat(text.Text) is { } number => new FloatValue(number),
        UndefinedValue undefined => throw state.Undefined(undefined),
        _ => null,
    };

    private static IntegerValue? ParseInteger(RenderState state, string text, int radix)
    {
        var digits = text.AsSpan().Trim();
        var isNegative = digits.StartsWith("-");
        if (isNegative || digits.StartsWith("+"))
            digits = digits[1..];
        var prefix = radix switch { 2 => 'b', 8 => 'o', 16 => 'x', _ => '\0' };
        if (digits.Length > 2 && digits[0] == '0' && char.ToLowerInvariant(digits[1]) == prefix)
            digits = digits[2..];
        if (digits.IsEmpty || digits.Length > 1000 || radix is < 2 or > 36)
            return null;
        var number = BigInteger.Zero;
        for (var i = 0; i < digits.Length; i++)
        {
            if (digits[i] == '_' && i > 0 && i + 1 < digits.Length && digits[i + 1] != '_')
                continue;
            var digit = char.IsAsciiDigit(digits[i]) ? digits[i] - '0' : char.IsAsciiLetter(digits[i]) ? (digits[i] | 0x20) - 'a' + 10 : radix;
            if (digit >= radix)
                return null;
            number = (number * radix) + digit;
        }

        return Arithmetic.Integer(state, isNegative ? -number : number);
    }

    private static double? ParseFloat(string text)
    {
        var trimmed = text.AsSpan().Trim();
        if (trimmed.Length > 1000)
            return null;
        if (double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && !trimmed.ContainsAnyExcept(FloatCharacters))
            return number;
        var unsigned = trimmed.TrimStart("+-").ToString().ToUpperInvariant();
        var sign = trimmed.StartsWith("-") ? -1 : 1;
        return unsigned switch
        {
            "INF" or "INFINITY" => sign * double.PositiveInfinity,
            "NAN" => double.NaN,
            _ => null,
        };
    }

    private static Value Round(RenderState state, Value subject, BoundArguments arguments)
    {
        if (subject is UndefinedValue undefined)
            throw state.Undefined(undefined);
        if (!Comparison.IsNumber(subject))
            throw state.Error($"round() expects a number, found {subject.TypeName}");
        var precision = arguments.Integer(0, 0);
        var method = arguments.Text(1)?.Text ?? "common";
        if (method is not ("common" or "ceil" or "floor"))
            throw state.Error($"round() expects 'common', 'ceil' or 'floor' as 'method', found '{method}'");
        if (subject is not FloatValue && method == "common" && precision >= 0)
            return subject is BooleanValue ? Arithmetic.Plus(state, subject) : subject;
        var number = Comparison.Real(subject);
        if (method != "common")
            return new FloatValue(Scale(method == "ceil" ? Math.Ceiling(Scale(number, precision)) : Math.Floor(Scale(number, precision)), -precision));
        var rounded = RoundHalfEven(number, precision);
        return subject is FloatValue ? new FloatValue(rounded) : new IntegerValue(new BigInteger(rounded));
    }

    private static double Scale(double number, int precision) => precision >= 0 ? number * Math.Pow(10, precision) : number / Math.Pow(10, -precision);

    /// <summary>Rounds the exact binary value, as Python does: the decimal text of a double is exact in .NET, whatever the precision.</summary>
    private static double RoundHalfEven(double number, int precision)
    {
        if (!double.IsFinite(number) || precision > 330)
            return number;
        if (precision < -330)
            return 0;
        return precision >= 0
            ? double.Parse(number.ToString("F" + precision.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            : Math.Round(Scale(number, precision), MidpointRounding.ToEven) * Math.Pow(10, -precision);
    }
}
