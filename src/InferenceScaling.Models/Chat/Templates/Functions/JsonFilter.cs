using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Functions;

/// <summary>The filter <c>tojson</c> as chat templates have it: Python's json.dumps with non-ASCII characters kept and nothing escaped for HTML.</summary>
internal static class JsonFilter
{
    public static Value ToJson(RenderState state, Value subject, BoundArguments arguments)
    {
        var indent = arguments[1] switch
        {
            null or NoneValue => null,
            StringValue text => text.Text,
            _ => new string(' ', Math.Clamp(arguments.Integer(1, 0), 0, state.Limits.MaxTextLength)),
        };
        state.ChargeText(indent?.Length ?? 0, 0);
        var (item, key) = Separators(state, arguments[2], indent is null ? ", " : ",");
        var writer = new JsonWriter(state, arguments.Flag(0, false), indent, item, key, arguments.Flag(3, false));
        return writer.Write(subject);
    }

    private static (string Item, string Key) Separators(RenderState state, Value? value, string item)
    {
        if (value is null or NoneValue)
            return (item, ": ");
        return value is SequenceValue { Items: [StringValue first, StringValue second] }
            ? (first.Text, second.Text)
            : throw state.Error("tojson() expects two strings as 'separators'");
    }
}
