namespace InferenceScaling.Answers;

/// <summary>Finds \boxed{…} and \fbox{…} in a single pass. Escaped braces do not count.</summary>
internal static class BoxedAnswer
{
    /// <summary>The content of the last box that is closed, without boxes around it; null without one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isCutOff">Whether a box was opened and never closed.</param>
    public static string? Last(string text, out bool isCutOff)
    {
        // Where each open brace began, and whether it is a box's.
        var open = new Stack<(int Start, bool IsBox)>();
        var (start, end) = (-1, -1);
        for (var index = 0; index < text.Length; index++)
        {
            switch (text[index])
            {
                case '\\' when Command(text, index) is > 0 and var length:
                    index = SkipSpaces(text, index + length);
                    if (index < text.Length && text[index] == '{')
                        open.Push((index + 1, true));
                    else if (index < text.Length)
                        (start, end) = (index, index + 1);
                    break;
                case '\\':
                    index++;
                    break;
                case '{':
                    open.Push((index + 1, false));
                    break;
                case '}' when open.TryPop(out var brace) && brace.IsBox && !(start >= brace.Start && IsWhole(text, brace.Start, index, start, end)):
                    (start, end) = (brace.Start, index);
                    break;
            }
        }

        isCutOff = open.Any(static brace => brace.IsBox);
        return start < 0 ? null : text[start..end].Trim();
    }

    // Whether an inner box fills the outer one: \boxed{\boxed{7}} is 7.
    private static bool IsWhole(string text, int outerStart, int outerEnd, int innerStart, int innerEnd)
    {
        var before = text.AsSpan(outerStart, innerStart - outerStart).Trim();
        var after = text.AsSpan(innerEnd, outerEnd - innerEnd).Trim();
        return before.Length > 0 && before[0] == '\\' && !before[1..].Contains('\\') && Command(text, text.IndexOf('\\', outerStart)) > 0 && (after.Length == 0 || after.SequenceEqual("}"));
    }

    private static int Command(string text, int index)
    {
        var rest = text.AsSpan(index);
        var length = rest.StartsWith("\\boxed", StringComparison.Ordinal) ? 6 : rest.StartsWith("\\fbox", StringComparison.Ordinal) ? 5 : 0;
        return length > 0 && length < rest.Length && char.IsAsciiLetter(rest[length]) ? 0 : length;
    }

    private static int SkipSpaces(string text, int index)
    {
        while (index < text.Length && char.IsWhiteSpace(text[index]))
            index++;
        return index;
    }
}
