using InferenceScaling.Paths;

namespace InferenceScaling.Stopping;

/// <summary>Stops when both of two rules do. Each of them may still abandon single paths.</summary>
internal sealed class BothRule(IStoppingRule first, IStoppingRule second) : IStoppingRule
{
    public bool RequiresScores => first.RequiresScores || second.RequiresScores;

    public bool RequiresConfidences => first.RequiresConfidences || second.RequiresConfidences;

    public int WarmUp => Math.Max(first.WarmUp, second.WarmUp);

    public StoppingDecision Decide(CandidatePrefix candidates) =>
        first.Decide(candidates) is { ShouldStop: true } one && second.Decide(candidates) is { ShouldStop: true } other
            ? StoppingDecision.StopBecause($"{one.Reason}, and {other.Reason}")
            : StoppingDecision.Continue;

    public bool Abandons(ReasoningPath path, CandidatePrefix candidates) => first.Abandons(path, candidates) || second.Abandons(path, candidates);
}
