using System.Text.RegularExpressions;

namespace InferenceScaling.Answers;

/// <summary>One decimal number: the one that is announced as the answer, or the last one of the text. Equal by value, exactly: 1,234.50 is 1234.5.</summary>
internal sealed partial class NumberAnswers : AnswerDomain
{
    private const string Pattern = @"(?<![\w.])[-+]?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|(?<![\w.])[-+]?\.\d+";

    public override string? Extract(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (AnswerMarker.AfterThinking(text) is not { } output)
            return null;
        if (BoxedAnswer.Last(output, out _) is { } boxed && Numeral().Match(boxed) is { Success: true } inBox)
            return inBox.Value;
        if (AnswerMarker.AfterPhrase(output, out var isLine) is { } announced)
        {
            // Behind the mark of a data set stands the number and nothing else; what is no number, such as 7/14, is no answer.
            if (isLine)
                return Alone().Match(announced) is { Success: true } alone ? alone.Groups["sign"].Value + alone.Groups["number"].Value : null;
            if (Numeral().Match(announced) is { Success: true } first)
                return first.Value;
        }

        return Last(output);
    }

    public override string Canonicalize(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (Numeral().Match(answer) is not { Success: true } match)
            return answer.Trim();
        var digits = match.Value.Replace(",", "", StringComparison.Ordinal);
        var negative = digits.StartsWith('-');
        digits = digits.TrimStart('-', '+');
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        var whole = (point < 0 ? digits : digits[..point]).TrimStart('0');
        var fraction = point < 0 ? "" : digits[(point + 1)..].TrimEnd('0');
        if (whole.Length == 0)
            whole = "0";
        var value = fraction.Length == 0 ? whole : $"{whole}.{fraction}";
        return negative && value != "0" ? "-" + value : value;
    }

    // The last number outside of a calculator's notes, <<3*4=12>>.
    private static string? Last(string text)
    {
        var segments = new List<Range>();
        for (var start = 0; start < text.Length;)
        {
            var (end, next) = NextNote(text, start);
            segments.Add(start..end);
            start = next;
        }

        for (var index = segments.Count - 1; index >= 0; index--)
        {
            if (LastMatch.Text(Numeral(), text.AsSpan(segments[index])) is { } numeral)
                return numeral;
        }

        return null;
    }

    // Where the next note begins and what follows it begins. A note ends on its line.
    private static (int Start, int End) NextNote(string text, int start)
    {
        for (var from = start; from < text.Length;)
        {
            var line = text.IndexOf('\n', from) is >= 0 and var newline ? newline + 1 : text.Length;
            var open = text.IndexOf("<<", from, line - from, StringComparison.Ordinal);
            var close = open < 0 ? -1 : text.IndexOf(">>", open, line - open, StringComparison.Ordinal);
            if (close >= 0)
                return (open, close + 2);
            from = line;
        }

        return (text.Length, text.Length);
    }

    [GeneratedRegex(Pattern, RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Numeral();

    [GeneratedRegex(@"^(?:(?<sign>[-+])\\?\$|\\?\$?\s*(?<sign>[-+]?))(?<number>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)\.?$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Alone();
}
