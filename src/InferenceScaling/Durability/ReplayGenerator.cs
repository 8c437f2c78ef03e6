using InferenceScaling.Paths;

namespace InferenceScaling.Durability;

/// <summary>Answers from a replay.</summary>
internal sealed class ReplayGenerator(JournalReplay replay) : IStepGenerator
{
    public Task<ReasoningStep> GenerateStepAsync(ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(replay.FindStep(path, ordinal, options));
    }

    public void Release(ReasoningPath path)
    {
    }
}
