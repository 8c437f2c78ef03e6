using InferenceScaling.Paths;
using InferenceScaling.Reasoning;

namespace InferenceScaling.Selection;

/// <summary>A draw by the softmax of the scores. Each candidate's lot is keyed by its place in the tree, so that order and time do not matter.</summary>
internal sealed class SoftBestOfNSelector : AnswerSelector
{
    private readonly double _inverseTemperature;

    public SoftBestOfNSelector(double inverseTemperature)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(inverseTemperature);
        if (!double.IsFinite(inverseTemperature))
            throw new ArgumentOutOfRangeException(nameof(inverseTemperature), inverseTemperature, "The inverse temperature must be finite; an infinite one is AnswerSelector.BestOfN.");
        _inverseTemperature = inverseTemperature;
    }

    public override bool RequiresScores => true;

    public override string ToString() => "soft best of N";

    protected override AnswerChoice SelectCore(IReadOnlyList<ReasoningCandidate> candidates, ulong seed)
    {
        // The Gumbel trick: the largest of logit + noise is a draw from the softmax.
        var winner = candidates.MaxBy(candidate => Logit(candidate) + Gumbel(candidate, seed))!;
        var best = candidates.Max(Logit);
        var votes = AnswerTally.Count(candidates, candidate => Math.Exp(Logit(candidate) - best), seed);
        var own = votes.First(vote => vote.CanonicalAnswer == winner.CanonicalAnswer).Weight;
        return new(winner, own / votes.Sum(static vote => vote.Weight), votes);
    }

    private static double Gumbel(ReasoningCandidate candidate, ulong seed)
    {
        var uniform = PathRandom.Root(seed, $"soft best of N {candidate.Place}").Uniform(0);
        return -Math.Log(-Math.Log(Math.Max(uniform, double.Epsilon)));
    }

    private double Logit(ReasoningCandidate candidate) => _inverseTemperature * (candidate.Score ?? 0);
}
