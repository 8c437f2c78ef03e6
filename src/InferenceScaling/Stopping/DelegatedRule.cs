namespace InferenceScaling.Stopping;

/// <summary>A rule that is a function.</summary>
internal sealed class DelegatedRule(Func<CandidatePrefix, StoppingDecision> decide, bool requiresScores = false) : IStoppingRule
{
    public bool RequiresScores => requiresScores;

    public StoppingDecision Decide(CandidatePrefix candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        return decide(candidates);
    }
}
