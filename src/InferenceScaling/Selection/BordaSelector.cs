using InferenceScaling.Reasoning;

namespace InferenceScaling.Selection;

/// <summary>Votes by rank: robust against scores whose scale means nothing. Candidates of equal score share the mean of their ranks' votes, so that no place counts.</summary>
internal sealed class BordaSelector : AnswerSelector
{
    private readonly double _power;

    public BordaSelector(double power)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(power);
        if (!double.IsFinite(power))
            throw new ArgumentOutOfRangeException(nameof(power), power, "The power must be finite; an infinite one is AnswerSelector.BestOfN.");
        _power = power;
    }

    public override bool RequiresScores => true;

    public override string ToString() => "Borda count";

    protected override AnswerChoice SelectCore(IReadOnlyList<ReasoningCandidate> candidates, ulong seed)
    {
        var weights = new Dictionary<double, double>();
        var rank = 0;
        foreach (var group in candidates.GroupBy(Score).OrderByDescending(static group => group.Key))
        {
            var size = group.Count();
            var sum = 0.0;
            for (var last = rank + size; rank < last; rank++)
                sum += Math.Pow((double)(candidates.Count - rank) / candidates.Count, _power);
            weights[group.Key] = sum / size;
        }

        return AnswerTally.Choose(candidates, AnswerTally.Count(candidates, candidate => weights[Score(candidate)], seed));
    }

    private static double Score(ReasoningCandidate candidate) => candidate.Score ?? double.NegativeInfinity;
}
