using System.Globalization;

namespace InferenceScaling.Search.TreeOfThoughts;

/// <summary>Reads what a model says when it judges.</summary>
public static class ThoughtVerdict
{
    /// <summary>The largest value.</summary>
    public const double Sure = 20;

    /// <summary>The value of a judgement as in Yao et al. 2023: sure 20, likely 1, impossible 0.001, anything else 0. The last of these words counts.</summary>
    /// <param name="text">What the model said; null counts 0.</param>
    public static double Value(string? text)
    {
        if (text is null)
            return 0;
        (string Word, double Value)[] words = [("sure", Sure), ("likely", 1), ("impossible", 0.001)];
        var last = words.Select(word => (At: LastWord(text, word.Word), word.Value)).MaxBy(word => word.At);
        return last.At < 0 ? 0 : last.Value;
    }

    /// <summary>The last whole number in a text, counted from one.</summary>
    /// <param name="text">What the model said.</param>
    /// <param name="count">How many choices there were.</param>
    /// <returns>The choice from zero, or null if there is no number from 1 to <paramref name="count"/>.</returns>
    public static int? Choice(string? text, int count)
    {
        if (text is null)
            return null;
        var end = text.Length - 1;
        while (end >= 0 && !char.IsAsciiDigit(text[end]))
            end--;
        var start = end;
        while (start > 0 && char.IsAsciiDigit(text[start - 1]))
            start--;
        return end >= 0 && int.TryParse(text.AsSpan(start, end - start + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= count
            ? number - 1
            : null;
    }

    // "unlikely" is not "likely".
    private static int LastWord(string text, string word)
    {
        for (var at = text.Length; at > 0;)
        {
            at = text.LastIndexOf(word, at - 1, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
                return -1;
            if ((at == 0 || !char.IsLetter(text[at - 1])) && (at + word.Length == text.Length || !char.IsLetter(text[at + word.Length])))
                return at;
        }

        return -1;
    }
}
