using InferenceScaling.Paths;

namespace InferenceScaling.Conformance.Strategies;

/// <summary>Says what a fixture recorded.</summary>
internal sealed class FixtureGenerator(Func<ReasoningPath, int, StepOptions, ReasoningStep> script) : IStepGenerator
{
    public static ReasoningStep Step(string text, bool ends, int tokens = 1) =>
        new() { Text = text, Finish = ends ? StepFinish.EndOfText : StepFinish.Delimiter, Usage = new(Generated: tokens) };

    public Task<ReasoningStep> GenerateStepAsync(ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken = default) =>
        Task.FromResult(script(path, ordinal, options));

    public void Release(ReasoningPath path)
    {
    }
}
