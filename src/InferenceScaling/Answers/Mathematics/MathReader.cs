using System.Text;
using System.Text.RegularExpressions;

namespace InferenceScaling.Answers.Mathematics;

/// <summary>Understands the text of an answer. Never fails: what it does not understand is compared as text.</summary>
internal static partial class MathReader
{
    /// <summary>Longer answers are text.</summary>
    public const int MaximumLength = 2000;

    private const long WorkUnits = 15_000;

    public static MathAnswer Read(string answer)
    {
        if (answer.Length > MaximumLength)
            return new(MathAnswerKind.Opaque, "text " + answer.Trim());
        var text = Unwrap(MathCharacters.Normalize(answer));
        if (ChoiceLetter().Match(text) is { Success: true } choice)
            return new(MathAnswerKind.Choice, choice.Groups["letter"].Value.ToUpperInvariant());
        var words = Words(text);
        if (words is "r" or "all real numbers" or "all reals" or "real numbers" or "all real x" or "all real values")
            return new(MathAnswerKind.RealSet, RealSet.All.ToString());
        if (words == "empty set")
            return new(MathAnswerKind.List, "{}");
        if (IsProse(text))
            return new(MathAnswerKind.Text, "text " + Meaning(words));
        return Parse(text) ?? new(words.Any(char.IsAsciiDigit) || text.Contains('\\') && words.Length == 0 ? MathAnswerKind.Opaque : Kind(words), "text " + words);
    }

    private static MathAnswer? Parse(string text)
    {
        try
        {
            return new AnswerReader(new(WorkUnits)).Read(MathParser.Parse(WithoutIntroduction(MathTokenizer.Tokenize(text))));
        }
        catch (MathFormatException)
        {
            return null;
        }
    }

    // "Area = 12" and "the answer is about 12" are 12.
    private static List<MathToken> WithoutIntroduction(List<MathToken> tokens)
    {
        var words = tokens.FindIndex(static token => token.Kind != MathTokenKind.Word);
        if (words <= 0)
            return tokens;
        if (tokens[words].Is("="))
            return tokens[(words + 1)..];
        return tokens[words - 1].Text.ToUpperInvariant() is "IS" or "ARE" or "ABOUT" or "APPROXIMATELY" or "EXACTLY" ? tokens[words..] : tokens;
    }

    // Takes off what encloses a whole answer: dollar signs, boxes, a full stop.
    private static string Unwrap(string text)
    {
        for (var length = -1; length != text.Length;)
        {
            length = text.Length;
            text = text.Trim().TrimEnd(',', ';').Trim();
            if (text.EndsWith('.') && !text.EndsWith("..", StringComparison.Ordinal))
                text = text[..^1].TrimEnd();
            if (text.StartsWith("\\displaystyle", StringComparison.Ordinal))
                text = text["\\displaystyle".Length..].TrimStart();
            if (text.StartsWith("**", StringComparison.Ordinal) && text.EndsWith("**", StringComparison.Ordinal) && text.Length > 4)
                text = text[2..^2];
            if (BoxedAnswer.Last(text, out _) is { Length: > 0 } boxed && text.StartsWith('\\') && text.EndsWith('}') && text.Length - boxed.Length < 12)
                text = boxed;
            foreach (var (open, close) in (ReadOnlySpan<(string, string)>)[("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]")])
            {
                if (text.Length > open.Length + close.Length && text.StartsWith(open, StringComparison.Ordinal) && text.EndsWith(close, StringComparison.Ordinal) && !text.EndsWith("\\$", StringComparison.Ordinal))
                    text = text[open.Length..^close.Length];
            }
        }

        return text;
    }

    // Letters, digits and signs without commands, braces and layout, in lower case.
    private static string Words(string text)
    {
        var words = new StringBuilder(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            var character = text[index];
            if (character == '\\')
            {
                if (CommandName().Match(text, index + 1) is { Success: true } name && name.Index == index + 1)
                {
                    index += name.Length;
                    if (!TextCommand().IsMatch(name.ValueSpan) && !name.ValueSpan.SequenceEqual("quad") && !name.ValueSpan.SequenceEqual("left") && !name.ValueSpan.SequenceEqual("right"))
                        words.Append('\\').Append(name.ValueSpan);
                    continue;
                }

                if (index + 1 < text.Length && text[index + 1] is ' ' or ',' or ';' or '!' or ':')
                    index++;
                character = ' ';
            }

            if (character is '{' or '}' or '$' or '*')
                continue;
            if (!char.IsWhiteSpace(character) && character != '~')
                words.Append(char.ToLowerInvariant(character));
            else if (words.Length > 0 && words[^1] != ' ')
                words.Append(' ');
        }

        return words.ToString().Trim(' ', '.', '!', '"', '\'');
    }

    // Nothing but words: \text{…} without digits, or a bare word.
    private static bool IsProse(string text)
    {
        var bare = TextGroup().Replace(text, match => match.Groups["content"].Value);
        if (Prose().Match(bare) is not { Success: true } match)
            return false;
        var isMarkedAsText = bare.Length < text.Length;
        return bare.Count(char.IsLetter) >= (isMarkedAsText ? 2 : 3) && !MathWord().IsMatch(match.Value);
    }

    private static MathAnswerKind Kind(string words) => words.AsSpan().ContainsAny('\\', '=', '^') ? MathAnswerKind.Opaque : MathAnswerKind.Text;

    private static string Meaning(string words) => words switch
    {
        "true" => "yes",
        "false" => "no",
        "no solutions" or "no real solution" or "no real solutions" => "no solution",
        "does not exist" or "dne" => "undefined",
        _ => words,
    };

    [GeneratedRegex(@"^(?:\\(?:text|textbf|textrm|mathrm|mathbf|mbox|boldsymbol)\s*\{\s*)?(?:\((?<letter>[A-Ja-j])\)|(?<letter>[A-Ja-df-hj]))\s*\}?[.:]?$|^\\(?:text|textbf|textrm|mathrm|mathbf|mbox)\s*\{\s*\((?<letter>[A-J])\)\s*\}[\s\\~:.].*$|^\((?<letter>[A-J])\)(?:\s|\\ ).+$", RegexOptions.CultureInvariant | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ChoiceLetter();

    [GeneratedRegex(@"\G[A-Za-z]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CommandName();

    [GeneratedRegex("^(?:text[a-z]*|mbox|hbox|mathrm|mathbf|mathit|displaystyle|boxed|fbox|emph|operatorname|bf|rm|it|boldsymbol|bm)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TextCommand();

    [GeneratedRegex(@"\\(?:text[a-z]*|mbox|hbox|mathrm|mathbf|mathit|emph|operatorname|displaystyle|boldsymbol)\s*(?:\{(?<content>[^{}]*)\})?", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TextGroup();

    [GeneratedRegex(@"^[\p{L}\s'’""!?.,;:()-]+$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Prose();

    // Words that are mathematics: names of functions and constants, and letters joined by operators.
    [GeneratedRegex(@"\b(?:sqrt|sin|cos|tan|cot|sec|csc|log|ln|exp|pi|theta|inf|infty|infinity|oo)\b|(?:^|[\s(,;:.-])\p{L}\s*[-,;:]\s*\p{L}(?:$|[\s),;:.-])|^\p{L}(?:\s+\p{L})+$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MathWord();
}
