using System.Globalization;
using System.Numerics;
using System.Text;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Evaluation;

/// <summary>Python's <c>str</c> and <c>repr</c>.</summary>
internal static class Representation
{
    public static StringValue Str(RenderState state, Value value) => value switch
    {
        StringValue text => text,
        UndefinedValue => StringValue.Empty,
        NoneValue or BooleanValue or IntegerValue or FloatValue => StringValue.Template(Scalar(state, value)),
        _ => Repr(state, value),
    };

    public static StringValue Repr(RenderState state, Value value)
    {
        var text = new TextBuilder(state);
        var isContent = false;
        Write(state, value, text, ref isContent);
        return StringValue.Of(text.ToString(), isContent);
    }

    /// <summary>repr of a float: the shortest digits that read back, scientific outside 1e-4 … 1e16.</summary>
    public static string Float(double number)
    {
        if (double.IsNaN(number))
            return "nan";
        if (double.IsInfinity(number))
            return number > 0 ? "inf" : "-inf";
        var shortest = number.ToString("E16", CultureInfo.InvariantCulture);
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        var exponent = number == 0 ? 0 : int.Parse(shortest.AsSpan(shortest.IndexOf('E', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);
        var isNegative = text[0] == '-';
        var digits = Digits(text);
        var body = exponent is < -4 or >= 16 ? Scientific(digits, exponent) : Fixed(digits, exponent);
        return isNegative ? "-" + body : body;
    }

    private static string Digits(string text)
    {
        var mantissa = text.AsSpan().TrimStart('-');
        var end = mantissa.IndexOf('E');
        if (end >= 0)
            mantissa = mantissa[..end];
        var digits = mantissa.ToString().Replace(".", "", StringComparison.Ordinal).TrimStart('0').TrimEnd('0');
        return digits.Length == 0 ? "0" : digits;
    }

    private static string Scientific(string digits, int exponent)
    {
        var mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits.AsSpan(1)}";
        return string.Create(CultureInfo.InvariantCulture, $"{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }

    private static string Fixed(string digits, int exponent)
    {
        if (exponent < 0)
            return "0." + new string('0', -exponent - 1) + digits;
        return digits.Length <= exponent + 1
            ? digits.PadRight(exponent + 1, '0') + ".0"
            : string.Concat(digits.AsSpan(0, exponent + 1), ".", digits.AsSpan(exponent + 1));
    }

    private static string Scalar(RenderState state, Value value) => value switch
    {
        NoneValue => "None",
        BooleanValue boolean => boolean.IsTruthy ? "True" : "False",
        IntegerValue integer => Integer(state, integer.Number),
        FloatValue number => Float(number.Number),
        _ => "Undefined",
    };

    private static string Integer(RenderState state, BigInteger number)
    {
        state.Charge(number.GetBitLength() / 16);
        return number.ToString(CultureInfo.InvariantCulture);
    }

    private static void Write(RenderState state, Value value, TextBuilder text, ref bool isContent)
    {
        state.Enter();
        switch (value)
        {
            case StringValue quoted:
                isContent |= quoted.HasContent;
                WriteQuoted(quoted.Text, text);
                break;
            case SequenceValue sequence:
                WriteSequence(state, sequence, text, ref isContent);
                break;
            case DictionaryValue dictionary:
                WriteEntries(state, dictionary.Entries, text, ref isContent);
                break;
            case NamespaceValue space:
                text.AppendText("<Namespace ");
                WriteEntries(state, [.. space.Attributes.Select(entry => KeyValuePair.Create<Value, Value>(StringValue.Template(entry.Key), entry.Value))], text, ref isContent);
                text.AppendText('>');
                break;
            case NoneValue or BooleanValue or IntegerValue or FloatValue or UndefinedValue:
                text.AppendText(Scalar(state, value));
                break;
            default:
                text.AppendText($"<{value.TypeName}>");
                break;
        }

        state.Leave();
    }

    private static void WriteSequence(RenderState state, SequenceValue sequence, TextBuilder text, ref bool isContent)
    {
        var items = sequence.Items;
        if (sequence.Kind == SequenceKind.Range)
        {
            var step = items.Length > 1 ? ((IntegerValue)items[1]).Number - ((IntegerValue)items[0]).Number : 1;
            var (start, end) = items.Length > 0 ? (((IntegerValue)items[0]).Number, ((IntegerValue)items[^1]).Number + step) : (0, 0);
            text.AppendText(step.IsOne ? FormattableString.Invariant($"range({start}, {end})") : FormattableString.Invariant($"range({start}, {end}, {step})"));
            return;
        }

        var (open, close) = sequence.Kind switch
        {
            SequenceKind.List => ("[", "]"),
            SequenceKind.Tuple => ("(", items.Length == 1 ? ",)" : ")"),
            _ => (sequence.TypeName + "([", "])"),
        };
        text.AppendText(open);
        for (var i = 0; i < items.Length; i++)
        {
            if (i > 0)
                text.AppendText(", ");
            Write(state, items[i], text, ref isContent);
        }

        text.AppendText(close);
    }

    private static void WriteEntries(RenderState state, IReadOnlyList<KeyValuePair<Value, Value>> entries, TextBuilder text, ref bool isContent)
    {
        text.AppendText('{');
        for (var i = 0; i < entries.Count; i++)
        {
            if (i > 0)
                text.AppendText(", ");
            Write(state, entries[i].Key, text, ref isContent);
            text.AppendText(": ");
            Write(state, entries[i].Value, text, ref isContent);
        }

        text.AppendText('}');
    }

    private static void WriteQuoted(string value, TextBuilder text)
    {
        var quote = value.Contains('\'', StringComparison.Ordinal) && !value.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        text.AppendText(quote);
        for (var i = 0; i < value.Length;)
        {
            var width = PythonText.Width(value, i);
            var isScalar = Rune.TryGetRuneAt(value, i, out var rune);
            if (!isScalar)
                text.AppendText(string.Create(CultureInfo.InvariantCulture, $"\\u{(int)value[i]:x4}"));
            else if (rune.Value == quote || rune.Value == '\\')
                text.AppendText(['\\', (char)rune.Value]);
            else if (PythonText.IsPrintable(rune))
                text.AppendText(value.AsSpan(i, width));
            else
                text.AppendText(Escape(rune.Value));
            i += width;
        }

        text.AppendText(quote);
    }

    private static string Escape(int code) => code switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        <= 0xFF => string.Create(CultureInfo.InvariantCulture, $"\\x{code:x2}"),
        <= 0xFFFF => string.Create(CultureInfo.InvariantCulture, $"\\u{code:x4}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"\\U{code:x8}"),
    };
}
