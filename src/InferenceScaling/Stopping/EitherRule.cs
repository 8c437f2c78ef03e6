using InferenceScaling.Paths;

namespace InferenceScaling.Stopping;

/// <summary>Stops when one of two rules does.</summary>
internal sealed class EitherRule(IStoppingRule first, IStoppingRule second) : IStoppingRule
{
    public bool RequiresScores => first.RequiresScores || second.RequiresScores;

    public bool RequiresConfidences => first.RequiresConfidences || second.RequiresConfidences;

    public int WarmUp => Math.Max(first.WarmUp, second.WarmUp);

    public StoppingDecision Decide(CandidatePrefix candidates) =>
        first.Decide(candidates) is { ShouldStop: true } decision ? decision : second.Decide(candidates);

    public bool Abandons(ReasoningPath path, CandidatePrefix candidates) => first.Abandons(path, candidates) || second.Abandons(path, candidates);
}
