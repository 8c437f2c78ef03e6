using System.Collections.Immutable;
using InferenceScaling.Paths;

namespace InferenceScaling.Ledger.Countdown;

/// <summary>Where a game of Countdown, or the Game of 24, stands: all the numbers are to be made into one by + - * /, and that one is to be the target.</summary>
/// <remarks>A move takes two numbers and puts one back. The game that language models are measured by: Yao et al. 2023, "Tree of Thoughts"; Gandhi et al. 2024, "Stream of Search".</remarks>
public sealed class CountdownGame : IEquatable<CountdownGame>
{
    /// <summary>The most numbers a game begins with.</summary>
    public const int MostNumbers = 6;

    /// <summary>The largest number a game begins with; the smallest is 1. No move leads to a number that does not fit.</summary>
    public const int LargestNumber = 999;

    /// <summary>The largest target; the smallest is 0.</summary>
    public const int LargestTarget = 999_999;

    private CountdownGame(ImmutableArray<Fraction> numbers, Fraction target) => (Numbers, Target) = (numbers, target);

    /// <summary>The numbers that are left: in the order of the puzzle, and after a move in ascending order.</summary>
    public ImmutableArray<Fraction> Numbers { get; }

    /// <summary>The number to make.</summary>
    public Fraction Target { get; }

    /// <summary>Whether one number is left.</summary>
    public bool IsOver => Numbers.Length == 1;

    /// <summary>Whether the target is what is left.</summary>
    public bool IsWon => IsOver && Numbers[0] == Target;

    /// <summary>Reads a puzzle.</summary>
    /// <param name="text">Whole numbers, such as <c>4 5 6 10</c> for a Game of 24, or with another target <c>3 6 25 50 = 450</c>.</param>
    /// <exception cref="ArgumentException">The text is no puzzle; the message says why.</exception>
    public static CountdownGame Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var sides = text.Split('=');
        if (sides.Length > 2)
            throw new ArgumentException($"A puzzle has one '=' at most, before its target: '3 6 25 50 = 450'; found {sides.Length - 1}.", nameof(text));
        var words = sides[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is < 1 or > MostNumbers)
            throw new ArgumentException($"A puzzle has 1 to {MostNumbers} numbers, such as '4 5 6 10'; found {words.Length}.", nameof(text));
        return new([.. words.Select(word => Whole(word, 1, LargestNumber))], sides.Length == 1 ? new(24) : Whole(sides[1].Trim(), 0, LargestTarget));
    }

    /// <summary>Where the game stands after the steps of a path.</summary>
    /// <param name="path">Its prompt is a puzzle.</param>
    /// <exception cref="ArgumentException">The prompt is no puzzle, or a step is no move.</exception>
    public static CountdownGame On(ReasoningPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var game = Parse(path.Prompt.ToString());
        foreach (var step in path.Steps)
            game = game.Play(step.Text) ?? throw new ArgumentException($"'{step.Text}' is no move from {game}; a move is a line such as '10 - 4 = 6 (left: 5 6 6)'.", nameof(path));
        return game;
    }

    /// <summary>Every move, each pair of numbers in order: differences and quotients both ways, sums and products once.</summary>
    public ImmutableArray<CountdownMove> Moves()
    {
        var moves = ImmutableArray.CreateBuilder<CountdownMove>();
        for (var i = 0; i < Numbers.Length; i++)
        {
            for (var j = 0; j < Numbers.Length; j++)
            {
                if (i == j)
                    continue;
                foreach (var sign in "-/+*")
                {
                    if ((sign is '-' or '/' || i < j) && Compute(Numbers[i], sign, Numbers[j]) is { } result)
                        moves.Add(new($"{Numbers[i]} {sign} {Numbers[j]} = {result}", With(i, j, result)));
                }
            }
        }

        return moves.DrainToImmutable();
    }

    /// <summary>The game after a step, or null if the step is no move: the numbers are not there, the result is wrong, or what is left is.</summary>
    /// <param name="step">A line such as <c>10 - 4 = 6 (left: 5 6 6)</c>, the last one with <c>Answer: 24</c> after it or in a step of its own.</param>
    public CountdownGame? Play(string step) => MoveText.Play(this, step);

    /// <inheritdoc/>
    public bool Equals(CountdownGame? other) => other is not null && Target == other.Target && Numbers.AsSpan().SequenceEqual(other.Numbers.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CountdownGame);

    /// <inheritdoc/>
    public override int GetHashCode() => Numbers.Aggregate(Target.GetHashCode(), HashCode.Combine);

    /// <summary>The numbers that are left, with spaces between.</summary>
    public override string ToString() => string.Join(' ', Numbers);

    internal static Fraction? Compute(Fraction left, char sign, Fraction right) => sign switch
    {
        '+' => left + right,
        '-' => left - right,
        '*' => left * right,
        '/' when right.Numerator != 0 => left / right,
        _ => null,
    };

    /// <summary>The game in which the result stands in for two numbers.</summary>
    internal CountdownGame With(int first, int second, Fraction result) => new([.. Numbers.Where((_, index) => index != first && index != second).Append(result).Order()], Target);

    private static Fraction Whole(string word, int least, int most) => Fraction.TryParse(word, out var value) && value.Denominator == 1 && value.Numerator >= least && value.Numerator <= most
        ? value
        : throw new ArgumentException($"Found '{word}' in a puzzle; expected a whole number from {least} to {most}.");
}
