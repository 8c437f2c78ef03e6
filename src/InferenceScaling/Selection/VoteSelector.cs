using InferenceScaling.Reasoning;

namespace InferenceScaling.Selection;

/// <summary>The heaviest answer, each candidate counting by a weight.</summary>
internal sealed class VoteSelector(string name, Func<ReasoningCandidate, double> weight, bool requiresScores) : AnswerSelector
{
    public override bool RequiresScores => requiresScores;

    public override string ToString() => name;

    protected override AnswerChoice SelectCore(IReadOnlyList<ReasoningCandidate> candidates, ulong seed) =>
        AnswerTally.Choose(candidates, AnswerTally.Count(candidates, weight, seed));
}
