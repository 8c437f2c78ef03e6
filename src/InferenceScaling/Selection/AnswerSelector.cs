using InferenceScaling.Paths;
using InferenceScaling.Reasoning;

namespace InferenceScaling.Selection;

/// <summary>Chooses the answer from the candidates of a search. Invariant to their order.</summary>
/// <remarks>
/// Only whole candidates with an answer take part; cut ones do when there is no whole one.
/// Ties are broken by a hash of (seed, prompt, canonical answer): no answer has an advantage from its place, its spelling or its time, the same request decides the same way,
/// and under one seed the ties of different prompts fall independently.
/// </remarks>
public abstract class AnswerSelector
{
    /// <summary>The answer most candidates agree on (Wang et al. 2023, self-consistency).</summary>
    public static AnswerSelector Majority { get; } = new VoteSelector("majority", static _ => 1, requiresScores: false);

    /// <summary>The answer with the largest sum of scores (Li et al. 2023, step-aware verifier). Candidates without a score count 0.</summary>
    public static AnswerSelector WeightedVote { get; } = new VoteSelector("weighted vote", static candidate => candidate.Score ?? 0, requiresScores: true);

    /// <summary>The answer of the candidate with the highest score (Cobbe et al. 2021). Candidates without a score come last.</summary>
    public static AnswerSelector BestOfN { get; } = new BestOfNSelector();

    /// <summary>The answer with the highest mean score: how good its candidates are, not how many.</summary>
    public static AnswerSelector MeanScore { get; } = new MeanScoreSelector();

    /// <summary>The answer with the largest sum of log-odds: right if scores are calibrated probabilities of independent candidates. A score below one half speaks against its answer.</summary>
    public static AnswerSelector LogOddsVote { get; } = new LogOddsSelector();

    /// <summary>Borda count by score (Kang et al. 2025): the candidate at rank r of N gives ((N - r) / N)^power votes, r from zero; equal scores share their ranks.</summary>
    /// <param name="power">0 is a majority, infinity is best-of-N; at least 0.</param>
    public static AnswerSelector Borda(double power = 0.5) => new BordaSelector(power);

    /// <summary>Draws a candidate with probability proportional to exp(inverseTemperature × score) (soft best-of-N): between one sample and best-of-N, and harder to deceive than the latter. The same request draws the same candidate.</summary>
    /// <param name="inverseTemperature">0 draws uniformly; the larger, the nearer to best-of-N; at least 0.</param>
    public static AnswerSelector SoftBestOfN(double inverseTemperature) => new SoftBestOfNSelector(inverseTemperature);

    /// <summary>The candidate most similar to all others on average (minimum Bayes risk; Eikema and Aziz 2020): a majority for answers that are never quite the same.</summary>
    /// <param name="similarity">Of the texts of two candidates; symmetric, finite, higher is nearer. Called for every pair.</param>
    public static AnswerSelector MinimumBayesRisk(Func<string, string, double> similarity) => new MinimumBayesRiskSelector(similarity);

    /// <summary>The answer with the largest sum of group confidences among the most confident candidates (Fu et al. 2025, DeepConf). Needs no verifier, but a generator that gives <see cref="Paths.ReasoningStep.Confidences"/>.</summary>
    /// <param name="share">Of the candidates that take part, in (0, 1].</param>
    /// <param name="groupSize">Tokens a group, at least 1; a candidate weighs as much as its least confident group.</param>
    public static AnswerSelector ConfidenceVote(double share = 0.9, int groupSize = 2048) => new ConfidenceVoteSelector(share, groupSize);

    /// <summary>Whether the selector weighs candidates by the verifier's score: then every candidate is scored.</summary>
    public virtual bool RequiresScores => false;

    /// <summary>Whether the selector reads <see cref="Paths.ReasoningStep.Confidences"/>: then a reasoner asks its generator for them.</summary>
    public virtual bool RequiresConfidences => false;

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
        return SelectCore(eligible, PathRandom.Root(seed, eligible[0].Path.Prompt.ToString()).Key);
    }

    /// <summary>Chooses among candidates that all have an answer.</summary>
    /// <param name="candidates">At least one candidate, in path order.</param>
    /// <param name="seed">Made from the request's seed and its prompt, for ties.</param>
    protected abstract AnswerChoice SelectCore(IReadOnlyList<ReasoningCandidate> candidates, ulong seed);
}
