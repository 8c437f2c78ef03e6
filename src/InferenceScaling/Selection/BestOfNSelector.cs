using InferenceScaling.Reasoning;

namespace InferenceScaling.Selection;

/// <summary>The answer of the candidate with the highest score.</summary>
internal sealed class BestOfNSelector : AnswerSelector
{
    public override bool RequiresScores => true;

    public override string ToString() => "best of N";

    protected override AnswerChoice SelectCore(IReadOnlyList<ReasoningCandidate> candidates, ulong seed)
    {
        var winner = candidates
            .OrderByDescending(candidate => candidate.Score ?? double.NegativeInfinity)
            .ThenBy(candidate => AnswerTally.Lot(candidate.CanonicalAnswer!, seed))
            .First();
        return AnswerTally.Choose(candidates, AnswerTally.Count(candidates, static candidate => candidate.Score ?? 0, seed), winner);
    }
}
