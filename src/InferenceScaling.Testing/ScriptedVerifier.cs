using System.Collections.Immutable;
using InferenceScaling.Paths;
using InferenceScaling.Verification;

namespace InferenceScaling.Testing;

/// <summary>A verifier that follows a script.</summary>
/// <param name="script">The score in [0, 1] of the last step of a path. It must depend on the path only.</param>
public sealed class ScriptedVerifier(Func<ReasoningPath, double> script) : IVerifier
{
    private int _calls;

    /// <summary>Number of paths scored.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>What the model is said to cost; null if it does not say.</summary>
    public ModelCosts? Costs { get; init; }

    /// <summary>Awaited before each verdict; for tests that need an order of events or a failure.</summary>
    public Func<ReasoningPath, CancellationToken, Task>? BeforeScore { get; init; }

    /// <inheritdoc/>
    public async Task<StepScores> ScoreAsync(ReasoningPath path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        Interlocked.Increment(ref _calls);
        cancellationToken.ThrowIfCancellationRequested();
        if (BeforeScore is { } before)
            await before(path, cancellationToken).ConfigureAwait(false);
        var scores = ImmutableArray.CreateBuilder<double>(path.Depth);
        for (var node = path; node.Step is not null; node = node.Parent!)
            scores.Add(script(node));
        scores.Reverse();
        return new(scores.MoveToImmutable()) { Usage = new(Verified: path.Step?.Usage.Generated ?? 0) };
    }
}
