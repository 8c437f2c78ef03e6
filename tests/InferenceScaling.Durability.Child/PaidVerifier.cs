using InferenceScaling.Paths;
using InferenceScaling.Verification;

namespace InferenceScaling.Durability.Child;

/// <summary>A verifier whose calls cost.</summary>
internal sealed class PaidVerifier(IVerifier inner, PaidCalls calls) : IVerifier
{
    public const string Name = "verifier";

    public string Identity => Name;

    public ModelCosts? Costs => inner.Costs;

    public async Task<StepScores> ScoreAsync(ReasoningPath path, CancellationToken cancellationToken = default)
    {
        await Work.For(path.Random, cancellationToken);
        var scores = await inner.ScoreAsync(path, cancellationToken);
        calls.Add(CallKey.OfScores(path), Name);
        return scores;
    }

    public void Recall(ReasoningPath path, StepScores scores) => inner.Recall(path, scores);

    public void Release(ReasoningPath path) => inner.Release(path);
}
