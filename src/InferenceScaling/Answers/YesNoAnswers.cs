using System.Text.RegularExpressions;

namespace InferenceScaling.Answers;

/// <summary>Yes or no: after the announcement of the answer, at the beginning of the text, or the last one.</summary>
internal sealed partial class YesNoAnswers : AnswerDomain
{
    public override string? Extract(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (AnswerMarker.AfterThinking(text) is not { } output)
            return null;
        if (AnswerMarker.After(output) is { } announced && Verdict().Match(announced) is { Success: true } first)
            return first.Value;
        if (Verdict().Match(output) is { Success: true } opening && output.AsSpan(0, opening.Index).Trim(" \t\r\n*\"'").IsEmpty)
            return opening.Value;
        return LastMatch.Text(Verdict(), output);
    }

    public override string Canonicalize(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return Verdict().Match(answer) is not { Success: true } match ? answer.Trim()
            : match.Value.ToUpperInvariant() is "YES" or "TRUE" ? "yes" : "no";
    }

    [GeneratedRegex(@"\b(?:yes|no|true|false)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Verdict();
}
