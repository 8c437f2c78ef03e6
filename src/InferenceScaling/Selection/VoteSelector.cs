using InferenceScaling.Reasoning;

namespace InferenceScaling.Selection;

/// <summary>The heaviest answer, each candidate counting by a weight.</summary>
internal sealed class VoteSelector(string name, Func<ReasoningCandidate, double> weight, bool requiresScores) : AnswerSelector
{
    public override bool RequiresScores => requiresScores;

    public override string ToString() => name;

    protected override AnswerChoice SelectCore(IReadOnlyList<ReasoningCandidate> candidates, ulong seed)
    {
        var votes = AnswerTally.Count(candidates, weight, seed);
        var total = votes.Sum(vote => vote.Weight);
        var winner = votes[0];
        var representative = AnswerTally.Representative(candidates.Where(candidate => candidate.CanonicalAnswer == winner.CanonicalAnswer));
        return new(representative, total > 0 ? winner.Weight / total : 0, votes);
    }
}
