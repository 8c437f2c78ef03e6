using System.Globalization;
using System.Numerics;
using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Functions;

/// <summary>Python's <c>format % values</c>.</summary>
internal static class PrintfFormat
{
    public static StringValue Format(RenderState state, StringValue format, Value operand)
    {
        var values = operand is SequenceValue { Kind: SequenceKind.Tuple } tuple ? tuple.Items : [operand];
        var text = format.Text;
        var result = new TextBuilder(state);
        var used = 0;
        var position = 0;
        while (position < text.Length)
        {
            var percent = text.IndexOf('%', position);
            if (percent < 0)
                break;
            result.Append(format.Slice(position, percent));
            position = percent + 1;
            var named = ReadKey(state, text, ref position, operand);
            var layout = NumberLayout.ReadPrintf(state, text, ref position);
            if (position >= text.Length)
                throw state.Error("A format ends after '%'");
            var conversion = text[position++];
            if (conversion == '%')
            {
                result.Append(format.Slice(position - 1, position));
                continue;
            }

            var value = named ?? (used < values.Length ? values[used++] : throw state.Error("A format has more conversions than values"));
            result.Append(Convert(state, conversion, layout, value));
        }

        result.Append(format.Slice(position, text.Length));
        if (used < values.Length && operand is not DictionaryValue)
            throw state.Error("A format has fewer conversions than values");
        return result.ToValue();
    }

    private static Value? ReadKey(RenderState state, string text, ref int position, Value operand)
    {
        if (position >= text.Length || text[position] != '(')
            return null;
        var end = text.IndexOf(')', position);
        if (end < 0)
            throw state.Error("A '%(' in a format is not closed");
        var key = text[(position + 1)..end];
        position = end + 1;
        return (operand as DictionaryValue)?.Get(key) ?? throw state.Error($"A format names the value '{key}', which is not given");
    }

    private static StringValue Convert(RenderState state, char conversion, NumberLayout layout, Value value)
    {
        if (value is UndefinedValue undefined && conversion is not ('s' or 'r'))
            throw state.Undefined(undefined);
        switch (conversion)
        {
            case 's' or 'r' or 'a':
                var shown = conversion == 's' ? Representation.Str(state, value) : Representation.Repr(state, value);
                if (layout.Precision >= 0)
                    shown = (StringValue)Subscript.Slice(state, shown, null, IntegerValue.Of(layout.Precision), null);
                return Padding.Justify(state, shown, layout.Width, StringValue.Template(" "), toRight: !layout.IsLeft);
            case 'c' when value is StringValue text && PythonText.Length(text.Text) == 1:
                return Padding.Justify(state, text, layout.Width, StringValue.Template(" "), toRight: !layout.IsLeft);
            case 'd' or 'i' or 'u' when Comparison.IsNumber(value):
                var whole = value is FloatValue number ? Truncate(state, number.Number) : Comparison.Whole(value);
                return layout.Apply(state, whole.Sign < 0, BigInteger.Abs(whole).ToString(CultureInfo.InvariantCulture));
            case 'x' or 'X' or 'o' when value is IntegerValue or BooleanValue:
                var magnitude = BigInteger.Abs(Comparison.Whole(value));
                return layout.Apply(state, Comparison.Whole(value).Sign < 0, NumberLayout.Radix(magnitude, conversion));
            case 'f' or 'F' or 'e' or 'E' or 'g' or 'G' when Comparison.IsNumber(value):
                var real = Comparison.Real(value);
                return layout.Apply(state, double.IsNegative(real), NumberLayout.Real(Math.Abs(real), conversion, layout.Precision));
            default:
                throw state.Error($"The conversion '%{conversion}' does not work on {value.TypeName}");
        }
    }

    private static BigInteger Truncate(RenderState state, double number) =>
        double.IsFinite(number) ? new BigInteger(number) : throw state.Error("'%d' expects a finite number");
}
