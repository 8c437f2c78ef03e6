using System.Collections.Concurrent;

namespace InferenceScaling.Ledger.Countdown;

/// <summary>The exact value of Countdown positions: whether the target can still be made. Remembers the positions it has looked at.</summary>
/// <remarks>Thread-safe. Four numbers take milliseconds the first time; six that lead nowhere, some seconds.</remarks>
public sealed class Reachability
{
    private readonly ConcurrentDictionary<CountdownGame, bool> _known = new();

    /// <summary>Whether some moves from here end at the target.</summary>
    /// <param name="game">The position.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public bool CanReach(CountdownGame game, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(game);
        if (game.Numbers.Length <= 2)
            return game.IsWon || (!game.IsOver && OneMoveWins(game.Numbers[0], game.Numbers[1], game.Target));
        if (_known.TryGetValue(game, out var known))
            return known;
        cancellationToken.ThrowIfCancellationRequested();
        return _known[game] = Results(game).Any(result => CanReach(result, cancellationToken));
    }

    // The same as the moves, without their texts.
    private static IEnumerable<CountdownGame> Results(CountdownGame game)
    {
        for (var i = 0; i < game.Numbers.Length; i++)
        {
            for (var j = 0; j < game.Numbers.Length; j++)
            {
                foreach (var sign in i == j ? "" : i < j ? "-/+*" : "-/")
                {
                    if (CountdownGame.Compute(game.Numbers[i], sign, game.Numbers[j]) is { } result)
                        yield return game.With(i, j, result);
                }
            }
        }
    }

    private static bool OneMoveWins(Fraction left, Fraction right, Fraction target) => left + right == target || left * right == target || left - right == target || right - left == target
        || (right.Numerator != 0 && left / right == target) || (left.Numerator != 0 && right / left == target);
}
