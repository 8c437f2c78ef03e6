using InferenceScaling.Paths;

namespace InferenceScaling.Durability;

/// <summary>States of prompts from a replay.</summary>
internal sealed class ReplayPromptReader(JournalReplay replay) : IPromptReader
{
    public Task<PromptState> ReadPromptAsync(ReasoningPath root, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(root);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(replay.FindState(root.Prompt));
    }
}
