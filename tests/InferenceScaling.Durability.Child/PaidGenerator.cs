using InferenceScaling.Paths;

namespace InferenceScaling.Durability.Child;

/// <summary>A generator whose calls cost: each takes a little time and leaves a line in a file.</summary>
internal sealed class PaidGenerator(IStepGenerator inner, string name, PaidCalls calls) : IStepGenerator
{
    public string Identity => name;

    public async Task<ReasoningStep> GenerateStepAsync(ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken = default)
    {
        await Work.For(path.Random.Child(ordinal), cancellationToken);
        var step = await inner.GenerateStepAsync(path, ordinal, options, cancellationToken);
        calls.Add(CallKey.OfStep(path, ordinal, options), name);
        return step;
    }

    public void Release(ReasoningPath path) => inner.Release(path);
}
