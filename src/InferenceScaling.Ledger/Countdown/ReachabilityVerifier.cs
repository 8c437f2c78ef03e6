using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using InferenceScaling.Paths;
using InferenceScaling.Verification;

namespace InferenceScaling.Ledger.Countdown;

/// <summary>The exact verifier of Countdown: a step scores 1 if it and all before it are legal moves and the target can still be made, else 0.</summary>
/// <remarks>It reads the text of the steps, whoever wrote them. Thread-safe. What it knows of a puzzle goes with the puzzle's prompt.</remarks>
public sealed class ReachabilityVerifier : IVerifier
{
    private readonly ConditionalWeakTable<Prompt, Reachability> _known = [];

    /// <inheritdoc/>
    public ModelCosts Costs => ModelCosts.Free;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The prompt is no puzzle.</exception>
    public Task<StepScores> ScoreAsync(ReasoningPath path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        var reachability = _known.GetOrAdd(path.Prompt, static _ => new());
        var game = CountdownGame.Parse(path.Prompt.ToString());
        var scores = ImmutableArray.CreateBuilder<double>(path.Depth);
        var feedback = ImmutableArray.CreateBuilder<StepFeedback>();
        foreach (var step in path.Steps)
        {
            var (before, after) = (game, game?.Play(step.Text));
            var isGood = after is not null && reachability.CanReach(after, cancellationToken);
            if (before is not null && !isGood)
                feedback.Add(new(scores.Count, after is null ? $"'{step.Text.Trim()}' is no move from {before}." : $"{before.Target} cannot be made from {after}."));
            scores.Add(isGood ? 1 : 0);
            game = after;
        }

        return Task.FromResult(new StepScores(scores.MoveToImmutable()) { Feedback = feedback.ToImmutable() });
    }
}
