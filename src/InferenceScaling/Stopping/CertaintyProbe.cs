using InferenceScaling.Answers;

namespace InferenceScaling.Stopping;

/// <summary>Reads the probes of unfinished reasoning (Fu et al. 2024, "Efficiently Scaling LLM Reasoning with Certaindex", Dynasor).</summary>
public static class CertaintyProbe
{
    /// <summary>The answer a probe gave: its text up to the bracket that closes the box.</summary>
    /// <param name="text">What the model wrote after the suffix.</param>
    /// <param name="doubtfulWords">Words by which it shows doubt; whole words, in any case.</param>
    /// <returns>The answer, or null if there is none or it is in doubt.</returns>
    public static string? ReadAnswer(string text, IReadOnlyCollection<string> doubtfulWords)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(doubtfulWords);
        if (HasWord(text, doubtfulWords))
            return null;
        var depth = 1;
        for (var index = 0; index < text.Length; index++)
        {
            depth += text[index] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
                return index == 0 || string.IsNullOrWhiteSpace(text[..index]) ? null : text[..index].Trim();
        }

        return null;
    }

    /// <summary>Whether the last probes all gave one answer.</summary>
    /// <param name="answers">From <see cref="ReadAnswer"/>, the first probe's first.</param>
    /// <param name="threshold">How many must agree, at least 1.</param>
    /// <param name="domain">When two answers are the same.</param>
    public static bool IsCertain(IReadOnlyList<string?> answers, int threshold, AnswerDomain domain)
    {
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentOutOfRangeException.ThrowIfLessThan(threshold, 1);
        if (answers.Count < threshold || answers[^1] is not { } last)
            return false;
        var key = domain.Canonicalize(last);
        for (var index = answers.Count - threshold; index < answers.Count; index++)
        {
            if (answers[index] is not { } answer || domain.Canonicalize(answer) != key)
                return false;
        }

        return true;
    }

    private static bool HasWord(string text, IReadOnlyCollection<string> words)
    {
        for (var start = 0; start < text.Length; start++)
        {
            var end = start;
            while (end < text.Length && char.IsLetter(text[end]))
                end++;
            foreach (var word in words)
            {
                if (text.AsSpan(start, end - start).Equals(word, StringComparison.OrdinalIgnoreCase))
                    return true;
            }

            start = end;
        }

        return false;
    }
}
