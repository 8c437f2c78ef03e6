using InferenceScaling.Paths;

namespace InferenceScaling.Testing;

/// <summary>Passes calls on and records the steps.</summary>
internal sealed class RecordingGenerator(PathRecording recording, IStepGenerator inner) : IStepGenerator
{
    public ModelCosts? Costs => inner.Costs;

    public async Task<ReasoningStep> GenerateStepAsync(ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken = default)
    {
        var step = await inner.GenerateStepAsync(path, ordinal, options, cancellationToken).ConfigureAwait(false);
        recording.Add(path, ordinal, step);
        return step;
    }

    public void Release(ReasoningPath path) => inner.Release(path);
}
