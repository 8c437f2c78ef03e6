using InferenceScaling.Reasoning;
using InferenceScaling.Verification;

namespace InferenceScaling.Selection;

/// <summary>A vote weighted by the least confident group of tokens, among the most confident candidates.</summary>
internal sealed class ConfidenceVoteSelector : AnswerSelector
{
    private readonly double _share;
    private readonly int _groupSize;

    public ConfidenceVoteSelector(double share, int groupSize)
    {
        if (!(share is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "The share must be above 0 and at most 1.");
        ArgumentOutOfRangeException.ThrowIfLessThan(groupSize, 1);
        _share = share;
        _groupSize = groupSize;
    }

    public override bool RequiresConfidences => true;

    public override string ToString() => "confidence vote";

    protected override AnswerChoice SelectCore(IReadOnlyList<ReasoningCandidate> candidates, ulong seed)
    {
        double[] confidences = [.. candidates.Select(candidate => GroupConfidence.Lowest(PathConfidence.OfTokens(candidate.Path), _groupSize))];
        var kept = GroupConfidence.Keep(confidences, _share);
        var weights = new Dictionary<ReasoningCandidate, double>(ReferenceEqualityComparer.Instance);
        foreach (var index in kept)
            weights[candidates[index]] = confidences[index];
        ReasoningCandidate[] voters = [.. weights.Keys];
        return AnswerTally.Choose(voters, AnswerTally.Count(voters, candidate => weights[candidate], seed));
    }
}
