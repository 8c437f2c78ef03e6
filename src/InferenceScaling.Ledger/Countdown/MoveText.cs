using System.Text.RegularExpressions;

namespace InferenceScaling.Ledger.Countdown;

/// <summary>Reads moves as steps write them.</summary>
internal static partial class MoveText
{
    /// <summary>The game after a step, or null if the step is no move.</summary>
    public static CountdownGame? Play(CountdownGame game, string step)
    {
        if (game.IsOver)
            return step.Trim() == $"Answer: {game}" ? game : null;
        var match = Move().Match(step);
        if (!match.Success || !TryRead(match, "left", out var left) || !TryRead(match, "right", out var right) || !TryRead(match, "result", out var result))
            return null;
        var first = game.Numbers.IndexOf(left);
        var second = left == right ? game.Numbers.LastIndexOf(right) : game.Numbers.IndexOf(right);
        if (first < 0 || second < 0 || first == second || CountdownGame.Compute(left, match.Groups["sign"].Value[0], right) != result)
            return null;
        var after = game.With(first, second, result);
        return IsLeft(match.Groups["rest"].Value, after) && Closes(step[match.Length..].Trim(), after) ? after : null;
    }

    private static bool TryRead(Match match, string name, out Fraction value) => Fraction.TryParse(match.Groups[name].ValueSpan, out value);

    private static bool IsLeft(string text, CountdownGame after)
    {
        var numbers = new List<Fraction>();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Fraction.TryParse(word, out var number))
                return false;
            numbers.Add(number);
        }

        return numbers.Order().SequenceEqual(after.Numbers);
    }

    private static bool Closes(string rest, CountdownGame after) => rest.Length == 0 || (after.IsOver && rest == $"Answer: {after}");

    [GeneratedRegex(@"^\s*(?<left>-?\d+(/\d+)?) (?<sign>[-+*/]) (?<right>-?\d+(/\d+)?) = (?<result>-?\d+(/\d+)?) \(left: (?<rest>[^)]*)\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Move();
}
