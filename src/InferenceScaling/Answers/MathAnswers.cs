using System.Text.RegularExpressions;
using InferenceScaling.Answers.Mathematics;

namespace InferenceScaling.Answers;

/// <summary>Mathematics in LaTeX or plain writing.</summary>
internal sealed partial class MathAnswers : AnswerDomain
{
    public override string? Extract(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (AnswerMarker.AfterThinking(text) is not { } output)
            return null;
        if (BoxedAnswer.Last(output, out var isCutOff) is { } boxed)
            return boxed.Length == 0 ? null : boxed;
        if (isCutOff)
            return null;
        var answer = AnswerMarker.AfterPhrase(output, out var isLine) is { } announced ? Announced(announced, isLine) : LastLine(output);
        return answer.Length == 0 ? null : answer;
    }

    public override string Canonicalize(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return MathReader.Read(answer).Key;
    }

    public override Equivalence AreEquivalent(string left, string right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return string.Equals(left, right, StringComparison.Ordinal) ? Equivalence.Equal : MathComparison.Compare(MathReader.Read(left), MathReader.Read(right));
    }

    private static string Announced(string announced, bool isLine)
    {
        if (isLine && Separated().IsMatch(announced))
            return announced.Replace(",", "", StringComparison.Ordinal);
        if (Inline().Match(announced) is { Success: true } inline)
            return inline.Groups["math"].Value.Trim();
        if (Sentence().Match(announced) is { Success: true } sentence)
            announced = announced[..sentence.Index];
        announced = announced.Trim(' ', '*').TrimEnd('.', ' ', '*', ',');
        return Letter().Match(announced) is { Success: true } letter ? letter.Groups["letter"].Value : announced;
    }

    // Without an announcement only a last line that is nothing but mathematics, or ends in "= …", is an answer.
    private static string LastLine(string text)
    {
        var rest = text.AsSpan().TrimEnd();
        var line = rest[(rest.LastIndexOf('\n') + 1)..].Trim().ToString();
        if (line.Length > MathReader.MaximumLength || line.Length == 0)
            return "";
        if (Inline().Match(line) is { Success: true } inline && inline.Length == line.TrimEnd('.').Length)
            line = inline.Groups["math"].Value.Trim();
        line = line.TrimEnd('.');
        var equals = line.LastIndexOf('=');
        if (equals > 0 && MathReader.Read(line[(equals + 1)..]).Kind is MathAnswerKind.Scalar or MathAnswerKind.List)
            return line[(equals + 1)..].Trim();
        return MathReader.Read(line).Kind is MathAnswerKind.Text or MathAnswerKind.Opaque ? "" : line;
    }

    [GeneratedRegex(@"^-?\$?\d{1,3}(?:,\d{3})+(?:\.\d+)?$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Separated();

    // The first inline mathematics, if only layout stands before it: $…$, \(…\), \[…\].
    [GeneratedRegex(@"^[\s*:]*(?:\$\$?(?<math>(?:[^$\\]|\\.)+)\$\$?|\\\((?<math>.+?)\\\)|\\\[(?<math>.+?)\\\])", RegexOptions.CultureInvariant | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Inline();

    [GeneratedRegex(@"(?<=[^\s.])[.!?]\s", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"^(?:\\(?:text|textbf|mathrm|mathbf|textrm|mbox)\s*\{)?\s*\(?(?<letter>[A-J])\)?\s*\}?[.:]?$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Letter();
}
