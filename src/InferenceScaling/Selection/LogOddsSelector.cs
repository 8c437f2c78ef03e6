using InferenceScaling.Reasoning;

namespace InferenceScaling.Selection;

/// <summary>The answer with the largest sum of log-odds. Its confidence is the posterior probability if exactly one answer is right.</summary>
internal sealed class LogOddsSelector : AnswerSelector
{
    // One candidate may not outvote everything because its verifier said exactly 0 or 1.
    private const double Margin = 1e-3;

    public override bool RequiresScores => true;

    public override string ToString() => "log-odds vote";

    protected override AnswerChoice SelectCore(IReadOnlyList<ReasoningCandidate> candidates, ulong seed)
    {
        var votes = AnswerTally.Count(candidates, static candidate => LogOdds(candidate.Score ?? 0.5), seed);
        var total = votes.Sum(vote => Math.Exp(vote.Weight - votes[0].Weight));
        return AnswerTally.Choose(candidates, votes) with { Confidence = 1 / total };
    }

    private static double LogOdds(double score)
    {
        var inside = Math.Clamp(score, Margin, 1 - Margin);
        return Math.Log(inside / (1 - inside));
    }
}
