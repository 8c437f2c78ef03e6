using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Functions;

/// <summary>str.replace.</summary>
internal static class Replacement
{
    public static StringValue Replace(RenderState state, StringValue text, StringValue old, StringValue replacement, int count)
    {
        state.ChargeSearch(text.Text.Length, old.Text.Length);
        if (count == 0 || (old.Text.Length > 0 && !text.Text.Contains(old.Text, StringComparison.Ordinal)))
            return text;
        var result = new TextBuilder(state, text.Text.Length + 16);
        var position = 0;
        for (var done = 0; count < 0 || done < count; done++)
        {
            var found = old.Text.Length == 0 ? position : text.Text.IndexOf(old.Text, position, StringComparison.Ordinal);
            if (found < 0)
                break;
            result.Append(text.Slice(position, found));
            result.Append(replacement);
            position = found + old.Text.Length;
            if (old.Text.Length > 0)
                continue;
            // An empty pattern matches before every character and at the end.
            if (position >= text.Text.Length)
                break;
            var width = PythonText.Width(text.Text, position);
            result.Append(text.Slice(position, position + width));
            position += width;
        }

        result.Append(text.Slice(position, text.Text.Length));
        return result.ToValue();
    }
}
