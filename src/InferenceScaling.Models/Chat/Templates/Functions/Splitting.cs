using InferenceScaling.Models.Chat.Templates.Evaluation;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Functions;

/// <summary>str.split, str.rsplit, str.splitlines and str.partition.</summary>
internal static class Splitting
{
    public static SequenceValue Split(RenderState state, StringValue text, StringValue? separator, int limit, bool fromRight)
    {
        if (separator is null)
            return OnSpace(state, text, limit, fromRight);
        if (separator.Text.Length == 0)
            throw state.Error("The separator of split() is empty");
        state.ChargeSearch(text.Text.Length, separator.Text.Length);
        var parts = new List<Value>();
        return fromRight ? FromRight(state, text, separator.Text, limit, parts) : FromLeft(state, text, separator.Text, limit, parts);
    }

    /// <summary>Splits at runs of white space; no part is empty.</summary>
    public static SequenceValue OnSpace(RenderState state, StringValue value, int limit, bool fromRight)
    {
        var text = value.Text;
        state.ChargeText(text.Length, 0);
        var parts = new List<Value>();
        var (start, end) = (0, text.Length);
        while (true)
        {
            while (start < end && PythonText.IsSpace(text[start]))
                start++;
            while (end > start && PythonText.IsSpace(text[end - 1]))
                end--;
            if (start == end)
                break;
            state.Charge(1);
            // The last part keeps the space inside it and the space on its far side.
            if (limit >= 0 && parts.Count == limit)
            {
                parts.Add(fromRight ? value.Slice(0, end) : value.Slice(start, text.Length));
                break;
            }

            var cut = fromRight ? end : start;
            while (fromRight ? cut > start && !PythonText.IsSpace(text[cut - 1]) : cut < end && !PythonText.IsSpace(text[cut]))
                cut += fromRight ? -1 : 1;
            parts.Add(fromRight ? value.Slice(cut, end) : value.Slice(start, cut));
            (start, end) = fromRight ? (start, cut) : (cut, end);
        }

        if (fromRight)
            parts.Reverse();
        return SequenceValue.List([.. parts]);
    }

    public static SequenceValue Lines(RenderState state, StringValue value, bool keepEnds)
    {
        var text = value.Text;
        state.ChargeText(text.Length, 0);
        var lines = new List<Value>();
        var start = 0;
        while (start < text.Length)
        {
            var end = start;
            while (end < text.Length && !IsLineBreak(text[end]))
                end++;
            var next = end < text.Length ? end + (text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? 2 : 1) : end;
            state.Charge(1);
            lines.Add(value.Slice(start, keepEnds ? next : end));
            start = next;
        }

        return SequenceValue.List([.. lines]);
    }

    public static SequenceValue Partition(RenderState state, StringValue text, StringValue separator, bool fromRight)
    {
        if (separator.Text.Length == 0)
            throw state.Error("The separator of partition() is empty");
        state.ChargeSearch(text.Text.Length, separator.Text.Length);
        var at = fromRight ? text.Text.LastIndexOf(separator.Text, StringComparison.Ordinal) : text.Text.IndexOf(separator.Text, StringComparison.Ordinal);
        if (at < 0)
            return fromRight ? SequenceValue.Tuple(StringValue.Empty, StringValue.Empty, text) : SequenceValue.Tuple(text, StringValue.Empty, StringValue.Empty);
        var after = at + separator.Text.Length;
        return SequenceValue.Tuple(text.Slice(0, at), text.Slice(at, after), text.Slice(after, text.Text.Length));
    }

    private static SequenceValue FromLeft(RenderState state, StringValue text, string separator, int limit, List<Value> parts)
    {
        var start = 0;
        while (limit < 0 || parts.Count < limit)
        {
            var found = text.Text.IndexOf(separator, start, StringComparison.Ordinal);
            if (found < 0)
                break;
            state.Charge(1);
            parts.Add(text.Slice(start, found));
            start = found + separator.Length;
        }

        parts.Add(text.Slice(start, text.Text.Length));
        return SequenceValue.List([.. parts]);
    }

    private static SequenceValue FromRight(RenderState state, StringValue text, string separator, int limit, List<Value> parts)
    {
        var end = text.Text.Length;
        while (limit < 0 || parts.Count < limit)
        {
            var found = text.Text.AsSpan(0, end).LastIndexOf(separator);
            if (found < 0)
                break;
            state.Charge(1);
            parts.Add(text.Slice(found + separator.Length, end));
            end = found;
        }

        parts.Add(text.Slice(0, end));
        parts.Reverse();
        return SequenceValue.List([.. parts]);
    }

    private static bool IsLineBreak(char c) => c is '\n' or '\r' or '\v' or '\f' or '\x1c' or '\x1d' or '\x1e' or '\x85' or '\u2028' or '\u2029';
}
