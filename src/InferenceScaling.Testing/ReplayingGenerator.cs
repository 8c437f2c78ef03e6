using InferenceScaling.Paths;

namespace InferenceScaling.Testing;

/// <summary>Answers from a recording.</summary>
internal sealed class ReplayingGenerator(PathRecording recording) : IStepGenerator
{
    public Task<ReasoningStep> GenerateStepAsync(ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return recording.TryFind(path, ordinal, out var step)
            ? Task.FromResult(step!)
            : throw new KeyNotFoundException(
                $"The recording of {recording.Count} steps holds none for child {ordinal} of path '{path}' of this prompt and seed; record again with the same strategy, prompt and seed.");
    }

    public void Release(ReasoningPath path)
    {
    }
}
