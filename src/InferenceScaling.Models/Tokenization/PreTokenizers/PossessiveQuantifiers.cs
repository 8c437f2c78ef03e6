using System.Text;

namespace InferenceScaling.Models.Tokenization.PreTokenizers;

/// <summary>Spells Oniguruma's possessive quantifiers (<c>x++</c>, <c>x*+</c>, <c>x?+</c>) as the atomic groups that .NET has, and <c>x{n,m}+</c>, a repeated repetition, as a group.</summary>
internal static class PossessiveQuantifiers
{
    public static string Rewrite(string expression)
    {
        var output = new StringBuilder(expression.Length + 16);
        var groups = new Stack<int>();
        var atom = 0;
        for (var i = 0; i < expression.Length;)
        {
            var start = output.Length;
            switch (expression[i])
            {
                case '(':
                    groups.Push(start);
                    output.Append(expression[i++]);
                    break;
                case ')':
                    // The parser reports a parenthesis that closes nothing.
                    atom = groups.TryPop(out var opened) ? opened : start;
                    output.Append(expression[i++]);
                    break;
                case '?' or '*' or '+' or '{':
                    i = AppendQuantifier(expression, i, atom, output, mayRepeat: i > 0 && expression[i - 1] != '(');
                    break;
                default:
                    atom = start;
                    var end = EndOfAtom(expression, i);
                    output.Append(expression, i, end - i);
                    i = end;
                    break;
            }
        }

        return output.ToString();
    }

    private static int AppendQuantifier(string expression, int at, int atom, StringBuilder output, bool mayRepeat)
    {
        var isInterval = expression[at] == '{';
        var close = isInterval ? expression.IndexOf('}', at) : at;
        var end = close < 0 ? at + 1 : close + 1;
        output.Append(expression, at, end - at);
        if (!mayRepeat || end >= expression.Length || expression[end] != '+')
            return end;
        output.Insert(atom, isInterval ? "(?:" : "(?>").Append(isInterval ? ")+" : ")");
        return end + 1;
    }

    private static int EndOfAtom(string expression, int start) => expression[start] switch
    {
        '\\' => EndOfEscape(expression, start),
        '[' => EndOfClass(expression, start),
        _ => start + 1,
    };

    private static int EndOfEscape(string expression, int start)
    {
        var end = Math.Min(start + 2, expression.Length);
        var hasBraces = end < expression.Length && expression[end] == '{' && expression[end - 1] is ('p' or 'P' or 'x' or 'k');
        return hasBraces && expression.IndexOf('}', end) is var close and >= 0 ? close + 1 : end;
    }

    private static int EndOfClass(string expression, int start)
    {
        for (var i = start + 1; i < expression.Length; i++)
        {
            if (expression[i] == '\\')
                i++;
            else if (expression[i] == ']')
                return i + 1;
            else if (expression[i] == '[' || expression.AsSpan(i).StartsWith("&&"))
                // .NET would read it without complaint, and differently.
                throw new ArgumentException($"character {i} begins a nested or intersected character class, which .NET does not have", nameof(expression));
        }

        return expression.Length;
    }
}
