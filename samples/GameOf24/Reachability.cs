using System.Collections.Concurrent;
using InferenceScaling.Paths;
using InferenceScaling.Verification;

namespace InferenceScaling.Samples.GameOf24;

/// <summary>The exact value of a game: 1 if 24 can still be reached, else 0.</summary>
public sealed class Reachability : IVerifier
{
    private static readonly Fraction Goal = new(24, 1);
    private readonly ConcurrentDictionary<string, bool> _known = new();

    public Task<StepScores> ScoreAsync(ReasoningPath path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        var scores = new double[path.Depth];
        for (var node = path; node.Parent is not null; node = node.Parent)
            scores[node.Depth - 1] = IsReachable(Game.NumbersOn(node)) ? 1 : 0;
        return Task.FromResult(new StepScores([.. scores]));
    }

    private bool IsReachable(Fraction[] numbers) => numbers.Length == 1
        ? numbers[0] == Goal
        : _known.GetOrAdd(string.Join(' ', numbers.OrderBy(number => number.Value)), _ => Move.From(numbers).Exists(move => IsReachable(move.Left)));
}
