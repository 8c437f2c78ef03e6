using InferenceScaling.Paths;

namespace InferenceScaling.Durability.Child;

/// <summary>A generator whose calls cost: each takes a little time and leaves a line in a file.</summary>
internal sealed class PaidGenerator(IStepGenerator inner, PaidCalls calls) : IStepGenerator
{
    public string Identity => inner.Identity;

    public ModelCosts? Costs => inner.Costs;

    public async Task<ReasoningStep> GenerateStepAsync(ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken = default)
    {
        // At once: models count what they read in the order of the calls.
        var making = inner.GenerateStepAsync(path, ordinal, options, cancellationToken);
        await Work.For(path.Random.Child(ordinal), cancellationToken);
        var step = await making;
        calls.Add(CallKey.OfStep(path, ordinal, options), Identity);
        return step;
    }

    public void Recall(ReasoningPath path, TokenUsage usage) => inner.Recall(path, usage);

    public void Release(ReasoningPath path) => inner.Release(path);
}
