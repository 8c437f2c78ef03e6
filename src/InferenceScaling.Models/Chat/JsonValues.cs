using System.Globalization;
using System.Numerics;
using System.Text.Json;
using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat;

/// <summary>JSON as template values; every string in it is content.</summary>
internal static class JsonValues
{
    public static Value ToValue(RenderState state, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                return StringValue.Content(Text(element));
            case JsonValueKind.True:
                return BooleanValue.True;
            case JsonValueKind.False:
                return BooleanValue.False;
            case JsonValueKind.Number:
                return Number(state, element);
            case JsonValueKind.Array:
                return Array(state, element);
            case JsonValueKind.Object:
                return Object(state, element);
            case JsonValueKind.Undefined:
                throw new ArgumentException("A JSON value is undefined: it belongs to no document.", nameof(element));
            default:
                return NoneValue.Instance;
        }
    }

    private static SequenceValue Array(RenderState state, JsonElement element)
    {
        state.Enter();
        var items = new Value[element.GetArrayLength()];
        var i = 0;
        foreach (var item in element.EnumerateArray())
            items[i++] = ToValue(state, item);
        state.Leave();
        return SequenceValue.List(items);
    }

    private static DictionaryValue Object(RenderState state, JsonElement element)
    {
        state.Enter();
        var dictionary = new DictionaryValue(4);
        foreach (var property in element.EnumerateObject())
            dictionary.Set(StringValue.Content(Name(property)), ToValue(state, property.Value));
        state.Leave();
        return dictionary;
    }

    private static Value Number(RenderState state, JsonElement element)
    {
        if (element.TryGetInt64(out var integer) && !IsFloat(element))
            return IntegerValue.Of(integer);
        var text = element.GetRawText();
        if (IsFloat(element))
            return new FloatValue(double.Parse(text, CultureInfo.InvariantCulture));
        if (text.Length > 1000)
            throw state.Error("A JSON integer has more than 1000 digits");
        return Arithmetic.Integer(state, BigInteger.Parse(text, CultureInfo.InvariantCulture));
    }

    // 1.0 and 1e3 are floats to Python, though System.Text.Json would read them as integers.
    private static bool IsFloat(JsonElement element) => System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(element).IndexOfAny(".eE"u8) >= 0;

    private static string Text(JsonElement element)
    {
        try
        {
            return element.GetString() ?? "";
        }
        catch (InvalidOperationException exception)
        {
            throw new ArgumentException("A JSON string is not valid Unicode: it holds an unpaired surrogate.", nameof(element), exception);
        }
    }

    private static string Name(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException exception)
        {
            throw new ArgumentException("A JSON property name is not valid Unicode: it holds an unpaired surrogate.", nameof(property), exception);
        }
    }
}
