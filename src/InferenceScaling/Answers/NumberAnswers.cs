using System.Text.RegularExpressions;

namespace InferenceScaling.Answers;

/// <summary>One decimal number: the last one after the announcement of the answer, or the last one of the text. Equal by value, exactly: 1,234.50 is 1234.5.</summary>
internal sealed partial class NumberAnswers : AnswerDomain
{
    public override string? Extract(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (AnswerMarker.After(text) is { } announced && Numeral().Match(announced) is { Success: true } first)
            return first.Value;
        string? last = null;
        for (var match = Numeral().Match(text); match.Success; match = match.NextMatch())
            last = match.Value;
        return last;
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

    [GeneratedRegex(@"(?<![\w.])[-+]?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|(?<![\w.])[-+]?\.\d+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Numeral();
}
