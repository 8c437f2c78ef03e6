namespace InferenceScaling.Answers;

/// <summary>A program as text: it is never run, so two that differ may still do the same.</summary>
internal sealed class CodeAnswers : AnswerDomain
{
    public override string? Extract(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (AnswerMarker.AfterThinking(text) is not { } output)
            return null;
        var code = Canonicalize(CodeFence.Last(output) ?? output);
        return code.Length == 0 ? null : code;
    }

    public override string Canonicalize(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return string.Join('\n', answer.Split('\n').Select(static line => line.TrimEnd())).Trim('\n');
    }

    public override Equivalence AreEquivalent(string left, string right) =>
        string.Equals(Canonicalize(left), Canonicalize(right), StringComparison.Ordinal) ? Equivalence.Equal : Equivalence.Unknown;
}
