using System.Text.RegularExpressions;

namespace InferenceScaling.Answers;

/// <summary>One of the letters A to J, as multiple-choice questions ask for: after the announcement of the answer, or the last one that stands alone.</summary>
internal sealed partial class ChoiceAnswers : AnswerDomain
{
    public override string? Extract(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (AnswerMarker.After(text) is { } announced && Letter().Match(announced) is { Success: true } first)
            return first.Value;
        return LastMatch.Text(Letter(), text);
    }

    public override string Canonicalize(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return answer.Trim(' ', '(', ')', '.', ':').ToUpperInvariant();
    }

    [GeneratedRegex(@"(?<![\w'])(?:\([A-Ja-j]\)|[A-J](?![\w']))", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Letter();
}
