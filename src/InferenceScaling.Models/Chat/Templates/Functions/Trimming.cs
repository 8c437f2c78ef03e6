using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Functions;

/// <summary>str.strip and its one-sided forms.</summary>
internal static class Trimming
{
    public static StringValue Trim(RenderState state, StringValue value, StringValue? characters, bool left, bool right)
    {
        var text = value.Text;
        state.ChargeSearch(text.Length, characters?.Text.Length ?? 0);
        var (start, end) = (0, text.Length);
        while (left && start < end && IsTrimmed(text[start], characters))
            start++;
        while (right && end > start && IsTrimmed(text[end - 1], characters))
            end--;
        return value.Slice(start, end);
    }

    public static StringValue RemovePrefix(StringValue value, StringValue prefix) =>
        value.Text.StartsWith(prefix.Text, StringComparison.Ordinal) ? value.Slice(prefix.Text.Length, value.Text.Length) : value;

    public static StringValue RemoveSuffix(StringValue value, StringValue suffix) =>
        value.Text.EndsWith(suffix.Text, StringComparison.Ordinal) ? value.Slice(0, value.Text.Length - suffix.Text.Length) : value;

    private static bool IsTrimmed(char c, StringValue? characters) =>
        characters is null ? PythonText.IsSpace(c) : characters.Text.Contains(c, StringComparison.Ordinal);
}
