using System.Text.RegularExpressions;

namespace InferenceScaling.Answers;

/// <summary>Finds the last match of a pattern without visiting all of them: long outputs have their answer at the end.</summary>
internal static class LastMatch
{
    private const int FirstWindow = 1000;

    /// <summary>A match at a window's beginning may be the end of a longer one.</summary>
    private const int SafeDistance = 16;

    /// <summary>Where the last match stands; of length 0 without one.</summary>
    public static (int Index, int Length) Find(Regex pattern, ReadOnlySpan<char> text)
    {
        for (long window = FirstWindow; ; window *= 4)
        {
            var from = (int)Math.Max(0, text.Length - window);
            var last = (Index: 0, Length: 0);
            foreach (var match in pattern.EnumerateMatches(text, from))
                last = (match.Index, match.Length);
            if (from == 0 || (last.Length > 0 && last.Index > from + SafeDistance))
                return last;
        }
    }

    /// <summary>The last match, or null.</summary>
    public static string? Text(Regex pattern, ReadOnlySpan<char> text)
    {
        var (index, length) = Find(pattern, text);
        return length == 0 ? null : text.Slice(index, length).ToString();
    }
}
