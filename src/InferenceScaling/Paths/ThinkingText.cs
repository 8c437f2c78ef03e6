namespace InferenceScaling.Paths;

/// <summary>The text of a thinking model, taken apart.</summary>
/// <param name="Thinking">What was thought, without the tags around it; empty without a thinking block.</param>
/// <param name="Answer">What follows the last thinking block, without white space before it; the whole text without one. Null if a block never ends: there is no answer yet.</param>
public sealed record ThinkingText(string Thinking, string? Answer)
{
    /// <summary>Takes a text apart.</summary>
    /// <param name="text">The text a model wrote. The opening tag may be missing, as it is where the prompt ended with it.</param>
    /// <param name="options">The tags; null for the default ones.</param>
    /// <exception cref="ArgumentException">A tag is empty.</exception>
    public static ThinkingText Split(string text, ThinkingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        options ??= new();
        ArgumentException.ThrowIfNullOrEmpty(options.OpenTag, nameof(options));
        ArgumentException.ThrowIfNullOrEmpty(options.CloseTag, nameof(options));
        var close = text.LastIndexOf(options.CloseTag, StringComparison.Ordinal);
        var answerStart = close < 0 ? 0 : close + options.CloseTag.Length;
        var unclosed = text.IndexOf(options.OpenTag, answerStart, StringComparison.Ordinal);
        if (unclosed >= 0)
            return new(Inside(text, options), null);
        return close < 0 ? new(string.Empty, text) : new(Inside(text[..close], options), text[answerStart..].TrimStart());
    }

    /// <summary>Takes the text of a path apart.</summary>
    /// <param name="path">A path.</param>
    /// <param name="options">The tags; null for the default ones.</param>
    /// <exception cref="ArgumentException">A tag is empty.</exception>
    public static ThinkingText Split(ReasoningPath path, ThinkingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Split(path.Text, options);
    }

    /// <summary>The text from the first opening tag on, or all of it where the prompt opened the block.</summary>
    private static string Inside(string text, ThinkingOptions options)
    {
        var open = text.IndexOf(options.OpenTag, StringComparison.Ordinal);
        var close = text.IndexOf(options.CloseTag, StringComparison.Ordinal);
        var start = open < 0 || (close >= 0 && close < open) ? 0 : open + options.OpenTag.Length;
        return text[start..].Trim();
    }
}
