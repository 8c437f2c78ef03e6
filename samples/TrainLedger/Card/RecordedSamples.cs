using InferenceScaling.Paths;
using InferenceScaling.Reasoning;

namespace InferenceScaling.Samples.TrainLedger.Card;

/// <summary>Gives the paths of an earlier search again, whole and in their order: what a stopping rule would have seen.</summary>
/// <param name="samples">The paths by prompt, in the order they were drawn.</param>
internal sealed class RecordedSamples(IReadOnlyDictionary<string, ReasoningCandidate[]> samples) : IStepGenerator
{
    public Task<ReasoningStep> GenerateStepAsync(ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken = default)
    {
        var sample = samples[path.Prompt.ToString()][ordinal].Path;
        var tokens = 0L;
        for (var node = sample; node.Step is not null; node = node.Parent!)
            tokens += node.Step.Tokens.Length;
        return Task.FromResult(new ReasoningStep { Text = sample.Text, Finish = StepFinish.EndOfText, Usage = new(Generated: tokens) });
    }

    public void Release(ReasoningPath path)
    {
    }
}
