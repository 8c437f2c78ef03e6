using System.Text.RegularExpressions;

namespace InferenceScaling.Answers;

/// <summary>Finds the phrase by which models announce their final answer.</summary>
internal static partial class AnswerMarker
{
    /// <summary>What follows the last announcement ("Answer:", "the answer is", "####", "A:" at the start of a line, "\boxed{…}"), to the end of its line; null without one.</summary>
    public static string? After(string text) => BoxedAnswer.Last(text, out _) ?? AfterPhrase(text, out _);

    /// <summary>What follows the last announcement in words.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isLine">Whether the announcement is the mark of a data set ("####", "A:"), behind which there is nothing but the answer.</param>
    public static string? AfterPhrase(string text, out bool isLine)
    {
        var (start, length) = LastMatch.Find(Announcement(), text);
        var end = start + length;
        var phrase = text.AsSpan(start, length);
        isLine = phrase.StartsWith("####", StringComparison.Ordinal) || phrase.StartsWith("A:", StringComparison.Ordinal);
        if (phrase.IsEmpty)
            return null;
        var rest = text.AsSpan(end);

        // "The answer is:" may have its answer on the next line.
        if (!isLine && rest.TrimStart(" \t*").IndexOfAny('\n', '\r') == 0)
            rest = rest.TrimStart(" \t*\r\n");
        var line = rest.IndexOfAny('\n', '\r');
        return (line < 0 ? rest : rest[..line]).Trim().ToString();
    }

    /// <summary>The text without its thinking block; null if the block never ends.</summary>
    public static string? AfterThinking(string text)
    {
        const string open = "<think>", close = "</think>";
        var end = text.LastIndexOf(close, StringComparison.Ordinal);
        var start = text.LastIndexOf(open, StringComparison.Ordinal);
        if (start > end)
            return null;
        return end < 0 ? text : text[(end + close.Length)..];
    }

    [GeneratedRegex(@"(?:\b(?:answer|option|choice)\s*(?:is)?\s*:|\b(?:answer|(?:correct|right)\s+(?:option|choice))\s+is\b:?|####|(?<![^\n])(?-i:A:))[ \t]*\**[ \t]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Announcement();
}
