using System.Globalization;
using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Functions;

/// <summary>The <c>attribute</c> argument of filters: a name, an index, or several of them joined by dots.</summary>
internal static class AttributePath
{
    public static Value Get(RenderState state, Value item, Value path, Value? otherwise = null)
    {
        if (path is not StringValue text)
            return Step(state, item, path, otherwise);
        if (!text.Text.Contains('.', StringComparison.Ordinal))
            return Step(state, item, Key(text.Text), otherwise);
        foreach (var part in text.Text.Split('.'))
            item = Step(state, item, Key(part), otherwise);
        return item;
    }

    private static Value Step(RenderState state, Value item, Value key, Value? otherwise)
    {
        state.Charge(1);
        var value = Subscript.Item(state, item, key);
        return value is UndefinedValue && otherwise is not null ? otherwise : value;
    }

    private static Value Key(string part) => part.Length > 0 && part.All(char.IsAsciiDigit) && int.TryParse(part, CultureInfo.InvariantCulture, out var index)
        ? IntegerValue.Of(index)
        : StringValue.Template(part);
}
