using InferenceScaling.Reasoning;

namespace InferenceScaling.Selection;

/// <summary>Chooses the answer from the candidates of a search. Invariant to their order.</summary>
/// <remarks>
/// Only whole candidates with an answer take part; cut ones do when there is no whole one.
/// Ties are broken by a hash of (seed, canonical answer): no answer has an advantage from its place, its spelling or its time, and the same request decides the same way.
/// </remarks>
public abstract class AnswerSelector
{
    /// <summary>The answer most candidates agree on (Wang et al. 2023, self-consistency).</summary>
    public static AnswerSelector Majority { get; } = new VoteSelector("majority", static _ => 1, requiresScores: false);

    /// <summary>The answer with the largest sum of scores (Li et al. 2023, step-aware verifier). Candidates without a score count 0.</summary>
    public static AnswerSelector WeightedVote { get; } = new VoteSelector("weighted vote", static candidate => candidate.Score ?? 0, requiresScores: true);

    /// <summary>The answer of the candidate with the highest score (Cobbe et al. 2021). Candidates without a score come last.</summary>
    public static AnswerSelector BestOfN { get; } = new BestOfNSelector();

    /// <summary>Whether the selector weighs candidates by the verifier's score: then every candidate is scored.</summary>
    public virtual bool RequiresScores => false;

    /// <summary>Chooses.</summary>
    /// <param name="candidates">The candidates so far, in any order.</param>
    /// <param name="seed">The request's seed, for ties.</param>
    /// <returns>The choice, or null if no candidate has an answer.</returns>
    public AnswerChoice? Select(IReadOnlyList<ReasoningCandidate> candidates, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        var eligible = candidates.Where(candidate => candidate is { Answer: not null, IsCut: false }).ToList();
        if (eligible.Count == 0)
            eligible = candidates.Where(candidate => candidate.Answer is not null).ToList();
        if (eligible.Count == 0)
            return null;
        eligible.Sort(static (left, right) => PathOrder.Compare(left.Path, right.Path));
        return SelectCore(eligible, seed);
    }

    /// <summary>Chooses among candidates that all have an answer.</summary>
    /// <param name="candidates">At least one candidate, in path order.</param>
    /// <param name="seed">The request's seed, for ties.</param>
    protected abstract AnswerChoice SelectCore(IReadOnlyList<ReasoningCandidate> candidates, ulong seed);
}
