using InferenceScaling.Reasoning;

namespace InferenceScaling.Selection;

/// <summary>The answer with the highest mean score.</summary>
internal sealed class MeanScoreSelector : AnswerSelector
{
    public override bool RequiresScores => true;

    public override string ToString() => "mean score";

    protected override AnswerChoice SelectCore(IReadOnlyList<ReasoningCandidate> candidates, ulong seed)
    {
        var sizes = candidates.GroupBy(static candidate => candidate.CanonicalAnswer!, StringComparer.Ordinal).ToDictionary(static group => group.Key, static group => group.Count(), StringComparer.Ordinal);
        var votes = AnswerTally.Count(candidates, candidate => (candidate.Score ?? 0) / sizes[candidate.CanonicalAnswer!], seed);
        return AnswerTally.Choose(candidates, votes);
    }
}
