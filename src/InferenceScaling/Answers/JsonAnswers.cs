namespace InferenceScaling.Answers;

/// <summary>A JSON document: in a fence, or the last object or array of the text. Equal by structure and by the values of numbers.</summary>
internal sealed class JsonAnswers : AnswerDomain
{
    private const int MaximumAttempts = 200;

    public override string? Extract(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (AnswerMarker.AfterThinking(text) is not { } output)
            return null;
        if (CodeFence.Last(output)?.Trim() is { } fenced && JsonCanonicalForm.TryWrite(fenced) is not null)
            return fenced;
        var whole = output.Trim();
        return JsonCanonicalForm.TryWrite(whole) is not null ? whole : LastDocument(output);
    }

    public override string Canonicalize(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return JsonCanonicalForm.TryWrite(answer) ?? "text " + answer.Trim();
    }

    public override Equivalence AreEquivalent(string left, string right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (string.Equals(Canonicalize(left), Canonicalize(right), StringComparison.Ordinal))
            return Equivalence.Equal;
        return JsonCanonicalForm.TryWrite(left) is null || JsonCanonicalForm.TryWrite(right) is null ? Equivalence.Unknown : Equivalence.Different;
    }

    // The outermost brackets are found in one pass from the left; of those the last that is JSON counts.
    private static string? LastDocument(string text)
    {
        var spans = new List<Range>();
        var (depth, start, inString) = (0, 0, false);
        for (var index = 0; index < text.Length; index++)
        {
            switch (text[index])
            {
                case '\\' when inString:
                    index++;
                    break;
                case '"' when depth > 0:
                    inString = !inString;
                    break;
                case '{' or '[' when !inString && depth++ == 0:
                    start = index;
                    break;
                case '}' or ']' when !inString && depth > 0 && --depth == 0:
                    spans.Add(start..(index + 1));
                    break;
            }
        }

        for (var index = spans.Count - 1; index >= System.Math.Max(0, spans.Count - MaximumAttempts); index--)
        {
            if (JsonCanonicalForm.TryWrite(text[spans[index]]) is not null)
                return text[spans[index]];
        }

        return null;
    }
}
