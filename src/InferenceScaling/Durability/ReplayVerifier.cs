using InferenceScaling.Paths;
using InferenceScaling.Verification;

namespace InferenceScaling.Durability;

/// <summary>Scores from a replay.</summary>
internal sealed class ReplayVerifier(JournalReplay replay, bool readsConfidences) : IVerifier
{
    // Confidences are asked for with the steps: without them the steps would be others.
    public bool RequiresConfidences => readsConfidences;

    public Task<StepScores> ScoreAsync(ReasoningPath path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(replay.FindScores(path));
    }
}
