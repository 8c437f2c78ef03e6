namespace InferenceScaling.Samples.GameOf24;

/// <summary>Two numbers become one.</summary>
/// <param name="Text">The move as the game is written down, such as <c>10 - 4 = 6 (left: 5 6 6)</c>.</param>
/// <param name="Left">The numbers after the move, in ascending order.</param>
public sealed record Move(string Text, Fraction[] Left)
{
    /// <summary>Every move from these numbers.</summary>
    public static List<Move> From(IReadOnlyList<Fraction> numbers)
    {
        var moves = new List<Move>();
        for (var i = 0; i < numbers.Count; i++)
        {
            for (var j = 0; j < numbers.Count; j++)
            {
                if (i == j)
                    continue;
                var (a, b) = (numbers[i], numbers[j]);
                var rest = numbers.Where((_, index) => index != i && index != j).ToArray();
                Add(moves, rest, $"{a} - {b}", new((a.Numerator * b.Denominator) - (b.Numerator * a.Denominator), a.Denominator * b.Denominator));
                if (b.Numerator != 0)
                    Add(moves, rest, $"{a} / {b}", new(a.Numerator * b.Denominator, a.Denominator * b.Numerator));
                if (i > j)
                    continue;
                Add(moves, rest, $"{a} + {b}", new((a.Numerator * b.Denominator) + (b.Numerator * a.Denominator), a.Denominator * b.Denominator));
                Add(moves, rest, $"{a} * {b}", new(a.Numerator * b.Numerator, a.Denominator * b.Denominator));
            }
        }

        return moves;
    }

    private static void Add(List<Move> moves, Fraction[] rest, string expression, Fraction result)
    {
        Fraction[] left = [.. rest.Append(result).OrderBy(number => number.Value)];
        moves.Add(new($"{expression} = {result} (left: {string.Join(' ', left)})\n", left));
    }
}
