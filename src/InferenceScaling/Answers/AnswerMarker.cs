using System.Text.RegularExpressions;

namespace InferenceScaling.Answers;

/// <summary>Finds the phrase by which models announce their final answer.</summary>
internal static partial class AnswerMarker
{
    /// <summary>What follows the last announcement ("Answer:", "the answer is", "####", "\boxed{…}"), to the end of its line; null without one.</summary>
    public static string? After(string text)
    {
        if (LastBoxed(text) is { } boxed)
            return boxed;
        Match? last = null;
        for (var match = Announcement().Match(text); match.Success; match = match.NextMatch())
            last = match;
        if (last is null)
            return null;
        var rest = text.AsSpan(last.Index + last.Length);
        var end = rest.IndexOfAny('\n', '\r');
        return (end < 0 ? rest : rest[..end]).Trim().ToString();
    }

    private static string? LastBoxed(string text)
    {
        const string marker = "\\boxed{";
        var start = text.LastIndexOf(marker, StringComparison.Ordinal);
        if (start < 0)
            return null;
        var depth = 1;
        for (var index = start + marker.Length; index < text.Length; index++)
        {
            depth += text[index] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
                return text[(start + marker.Length)..index].Trim();
        }

        return null;
    }

    [GeneratedRegex(@"(?:\banswer\s*(?:is)?\s*:|\banswer\s+is\b|####)[ \t]*\**[ \t]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Announcement();
}
