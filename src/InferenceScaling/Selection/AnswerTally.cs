using System.Collections.Immutable;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;

namespace InferenceScaling.Selection;

/// <summary>Counts candidates by canonical answer.</summary>
internal static class AnswerTally
{
    /// <summary>The votes, heaviest first, ties by the hash of (seed, canonical answer), where the seed comes from the request and its prompt.</summary>
    public static ImmutableArray<AnswerVote> Count(IReadOnlyList<ReasoningCandidate> candidates, Func<ReasoningCandidate, double> weight, ulong seed) =>
    [
        .. candidates
            .GroupBy(candidate => candidate.CanonicalAnswer!, StringComparer.Ordinal)
            .Select(group => new AnswerVote(Representative(group).Answer!, group.Key, group.Count(), SumInPathOrder(group, weight)))
            .OrderByDescending(vote => vote.Weight)
            .ThenByDescending(vote => vote.Count)
            .ThenBy(vote => Lot(vote.CanonicalAnswer, seed)),
    ];

    /// <summary>The candidate that stands for a group: the best score, then the first in path order.</summary>
    public static ReasoningCandidate Representative(IEnumerable<ReasoningCandidate> group) =>
        group.Aggregate(static (best, next) => (next.Score ?? double.NegativeInfinity) > (best.Score ?? double.NegativeInfinity) ? next : best);

    /// <summary>The choice of the heaviest answer, or of the answer of one candidate.</summary>
    public static AnswerChoice Choose(IReadOnlyList<ReasoningCandidate> candidates, ImmutableArray<AnswerVote> votes, ReasoningCandidate? winner = null)
    {
        winner ??= Representative(candidates.Where(candidate => candidate.CanonicalAnswer == votes[0].CanonicalAnswer));
        var total = votes.Sum(static vote => vote.Weight);
        var own = votes.First(vote => vote.CanonicalAnswer == winner.CanonicalAnswer).Weight;
        return new(winner, total > 0 ? own / total : 0, votes);
    }

    /// <summary>The lot an answer draws for ties.</summary>
    public static ulong Lot(string canonicalAnswer, ulong seed) => PathRandom.Root(seed, canonicalAnswer).Key;

    // A fixed order of additions: the sum, and with it a decision, never depends on who finished first.
    private static double SumInPathOrder(IEnumerable<ReasoningCandidate> group, Func<ReasoningCandidate, double> weight) => group.Sum(weight);
}
