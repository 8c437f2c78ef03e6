using InferenceScaling.Paths;
using InferenceScaling.Verification;

namespace InferenceScaling.Durability.Child;

/// <summary>A verifier whose calls cost.</summary>
internal sealed class PaidVerifier(IVerifier inner, string name, PaidCalls calls) : IVerifier
{
    public string Identity => name;

    public async Task<StepScores> ScoreAsync(ReasoningPath path, CancellationToken cancellationToken = default)
    {
        await Work.For(path.Random, cancellationToken);
        var scores = await inner.ScoreAsync(path, cancellationToken);
        calls.Add(CallKey.OfScores(path), name);
        return scores;
    }

    public void Release(ReasoningPath path) => inner.Release(path);
}
