namespace InferenceScaling.Answers;

/// <summary>Finds fenced blocks of Markdown.</summary>
internal static class CodeFence
{
    private const string Fence = "```";

    /// <summary>The content of the last fenced block that is closed, or null.</summary>
    public static string? Last(string text)
    {
        string? last = null;
        for (var start = text.IndexOf(Fence, StringComparison.Ordinal); start >= 0; start = text.IndexOf(Fence, start, StringComparison.Ordinal))
        {
            var line = text.IndexOf('\n', start);
            var end = line < 0 ? -1 : text.IndexOf(Fence, line, StringComparison.Ordinal);
            if (end < 0)
                break;
            last = text[(line + 1)..end];
            start = end + Fence.Length;
        }

        return last;
    }
}
