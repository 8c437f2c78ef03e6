using InferenceScaling.Paths;

namespace InferenceScaling.Samples.GameOf24;

/// <summary>Reads where a game stands.</summary>
public static class Game
{
    private const string Left = "(left: ";

    /// <summary>The numbers that are left on a path.</summary>
    public static Fraction[] NumbersOn(ReasoningPath path)
    {
        var text = path.Step?.Text;
        var numbers = text is null ? path.Prompt.ToString() : text[(text.IndexOf(Left, StringComparison.Ordinal) + Left.Length)..text.IndexOf(')', StringComparison.Ordinal)];
        return [.. numbers.Split(' ').Select(Fraction.Parse)];
    }
}
