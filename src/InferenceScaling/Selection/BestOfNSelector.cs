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
        var votes = AnswerTally.Count(candidates, static candidate => candidate.Score ?? 0, seed);
        var total = votes.Sum(vote => vote.Weight);
        var own = votes.First(vote => vote.CanonicalAnswer == winner.CanonicalAnswer).Weight;
        return new(winner, total > 0 ? own / total : 0, votes);
    }
}
