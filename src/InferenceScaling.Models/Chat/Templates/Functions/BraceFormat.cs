using System.Globalization;
using System.Numerics;
using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Functions;

/// <summary>str.format: fields by position or name, attributes and items of them, and the usual format specification.</summary>
internal static class BraceFormat
{
    public static StringValue Format(RenderState state, StringValue format, Arguments arguments)
    {
        var text = format.Text;
        var result = new TextBuilder(state);
        var automatic = 0;
        var position = 0;
        while (position < text.Length)
        {
            var brace = text.AsSpan(position).IndexOfAny('{', '}');
            if (brace < 0)
                break;
            brace += position;
            result.Append(format.Slice(position, brace));
            if (brace + 1 < text.Length && text[brace + 1] == text[brace])
            {
                result.Append(format.Slice(brace, brace + 1));
                position = brace + 2;
                continue;
            }

            var end = text[brace] == '{' ? text.IndexOf('}', brace) : -1;
            if (end < 0)
                throw state.Error($"A single '{text[brace]}' in a format");
            result.Append(Field(state, text[(brace + 1)..end], arguments, ref automatic));
            position = end + 1;
        }

        result.Append(format.Slice(position, text.Length));
        return result.ToValue();
    }

    private static StringValue Field(RenderState state, string field, Arguments arguments, ref int automatic)
    {
        var colon = field.IndexOf(':', StringComparison.Ordinal);
        var (name, specification) = colon < 0 ? (field, "") : (field[..colon], field[(colon + 1)..]);
        var bang = name.IndexOf('!', StringComparison.Ordinal);
        var conversion = bang < 0 ? "" : name[(bang + 1)..];
        if (bang >= 0)
            name = name[..bang];
        var value = Lookup(state, name, arguments, ref automatic);
        if (conversion.Length > 0)
            value = conversion == "s" ? Representation.Str(state, value) : Representation.Repr(state, value);
        return specification.Length == 0 ? Representation.Str(state, value) : Specified(state, value, specification);
    }

    private static Value Lookup(RenderState state, string name, Arguments arguments, ref int automatic)
    {
        var end = name.AsSpan().IndexOfAny('.', '[');
        var head = end < 0 ? name : name[..end];
        if (head.Length == 0)
            head = automatic++.ToString(CultureInfo.InvariantCulture);
        var value = int.TryParse(head, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index < arguments.Positional.Length ? arguments.Positional[index] : null
            : arguments.FindNamed(head);
        if (value is null)
            throw state.Error($"A format names the value '{head}', which is not given");
        foreach (var part in end < 0 ? [] : name[end..].Split(['.', '[', ']'], StringSplitOptions.RemoveEmptyEntries))
        {
            value = int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var item)
                ? Subscript.Item(state, value, IntegerValue.Of(item))
                : Subscript.Attribute(state, value, part);
        }

        return value;
    }

    private static StringValue Specified(RenderState state, Value value, string specification)
    {
        var position = 0;
        var fill = " ";
        var align = '\0';
        if (specification.Length > 1 && specification[1] is '<' or '>' or '^' or '=')
        {
            (fill, align) = (specification[..1], specification[1]);
            position = 2;
        }
        else if (specification[0] is '<' or '>' or '^' or '=')
        {
            align = specification[position++];
        }

        var layout = NumberLayout.ReadPrintf(state, specification, ref position);
        var isGrouped = position < specification.Length && specification[position] == ',';
        if (isGrouped)
        {
            position++;
            if (position < specification.Length && specification[position] == '.')
            {
                position++;
                layout = layout with { Precision = NumberLayout.ReadNumber(state, specification, ref position) };
            }
        }

        if (layout.IsLeft || specification.Length - position > 1)
            throw state.Error($"The format specification '{specification}' is not supported");
        var type = position < specification.Length ? specification[position] : '\0';
        var body = Body(state, value, type, layout, isGrouped);
        if (layout.IsZeroPadded && align is '\0' or '=')
            return Padding.ZeroFill(state, body, layout.Width);
        return (align == '\0' ? (Comparison.IsNumber(value) ? '>' : '<') : align) switch
        {
            '<' => Padding.Justify(state, body, layout.Width, StringValue.Template(fill), toRight: false),
            '^' => Centered(state, body, layout.Width, fill),
            _ => Padding.Justify(state, body, layout.Width, StringValue.Template(fill), toRight: true),
        };
    }

    private static StringValue Body(RenderState state, Value value, char type, NumberLayout layout, bool isGrouped)
    {
        if (!Comparison.IsNumber(value) || (value is BooleanValue && type is '\0'))
        {
            if (type is not ('\0' or 's'))
                throw state.Error($"The format type '{type}' does not work on {value.TypeName}");
            var text = Representation.Str(state, value);
            return layout.Precision < 0 ? text : (StringValue)Subscript.Slice(state, text, null, IntegerValue.Of(layout.Precision), null);
        }

        var isNegative = Comparison.Real(value) < 0;
        var digits = type switch
        {
            '\0' or 'd' when value is not FloatValue => BigInteger.Abs(Comparison.Whole(value)).ToString(CultureInfo.InvariantCulture),
            'x' or 'X' or 'o' or 'b' when value is not FloatValue => NumberLayout.Radix(BigInteger.Abs(Comparison.Whole(value)), type),
            '%' => NumberLayout.Real(Math.Abs(Comparison.Real(value)) * 100, 'f', layout.Precision) + "%",
            '\0' when layout.Precision < 0 => Representation.Float(Math.Abs(Comparison.Real(value))),
            '\0' => NumberLayout.Real(Math.Abs(Comparison.Real(value)), 'g', layout.Precision),
            'f' or 'F' or 'e' or 'E' or 'g' or 'G' => NumberLayout.Real(Math.Abs(Comparison.Real(value)), type, layout.Precision),
            _ => throw state.Error($"The format type '{type}' does not work on {value.TypeName}"),
        };
        return (layout with { Width = 0 }).Apply(state, isNegative, isGrouped ? Group(digits) : digits);
    }

    private static string Group(string digits)
    {
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        var end = point < 0 ? digits.Length : point;
        for (var i = end - 3; i > 0; i -= 3)
            digits = digits.Insert(i, ",");
        return digits;
    }

    private static StringValue Centered(RenderState state, StringValue text, int width, string fill)
    {
        var left = Math.Max(0, width - PythonText.Length(text.Text)) / 2;
        var filled = Padding.Justify(state, text, PythonText.Length(text.Text) + left, StringValue.Template(fill), toRight: true);
        return Padding.Justify(state, filled, width, StringValue.Template(fill), toRight: false);
    }
}
