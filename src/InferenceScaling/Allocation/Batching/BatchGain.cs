using InferenceScaling.Reasoning;
using InferenceScaling.Stopping;
using InferenceScaling.Verification;

namespace InferenceScaling.Allocation.Batching;

/// <summary>What further samples of a question are expected to add, from those there are.</summary>
public abstract class BatchGain
{
    private protected BatchGain()
    {
    }

    /// <summary>For answers that are voted on: the expected rise of the probability that the leading answer is the mode (<see cref="VoteGain"/>).</summary>
    public static BatchGain Votes { get; } = new VotesGain();

    /// <summary>Whether it reads the verifier's scores.</summary>
    internal virtual bool RequiresScores => false;

    /// <summary>For answers that a verifier chooses: the expected rise of the probability that a right sample is among them, by a beta posterior of the question's rate of success (<see cref="Coverage.Expected"/>).</summary>
    /// <param name="priorSuccesses">First parameter of the rate's prior, above 0: with the second, what is known of such questions.</param>
    /// <param name="priorFailures">Second parameter, above 0.</param>
    /// <param name="calibration">Makes a path's score the probability that it is right; null if it is one.</param>
    public static BatchGain Verified(double priorSuccesses = 1, double priorFailures = 1, ScoreCalibration? calibration = null)
    {
        Coverage.CheckBeta(priorSuccesses, priorFailures);
        return new VerifiedGain(priorSuccesses, priorFailures, calibration);
    }

    /// <summary>The gain of the sample after <paramref name="planned"/> more, of the kind that makes the sum of a question's gains largest.</summary>
    /// <param name="candidates">The samples so far.</param>
    /// <param name="planned">Samples that were already given to the question in this round.</param>
    /// <param name="limit">Samples the question may still get.</param>
    internal abstract double Next(IReadOnlyList<ReasoningCandidate> candidates, int planned, int limit);

    private sealed class VotesGain : BatchGain
    {
        internal override double Next(IReadOnlyList<ReasoningCandidate> candidates, int planned, int limit)
        {
            var prefix = new CandidatePrefix(candidates);

            // Votes come in runs that can turn the majority: each vote of the best run is worth the run's mean, and those after it little.
            var (votes, gain) = VoteGain.Best(prefix.LeaderCount, prefix.RunnerUpCount, Math.Min(limit + planned, 32));
            return planned < votes ? gain : gain / (2 + planned - votes);
        }
    }

    private sealed class VerifiedGain(double priorSuccesses, double priorFailures, ScoreCalibration? calibration) : BatchGain
    {
        internal override bool RequiresScores => true;

        internal override double Next(IReadOnlyList<ReasoningCandidate> candidates, int planned, int limit)
        {
            var (successes, failures, allWrong) = (priorSuccesses, priorFailures, 1.0);
            foreach (var candidate in candidates)
            {
                var right = !CandidatePrefix.IsVote(candidate) || candidate.Score is not { } score ? 0 : calibration?.Apply(score) ?? score;
                successes += right;
                failures += 1 - right;
                allWrong *= 1 - right;
            }

            return allWrong * (Coverage.Expected(successes, failures, planned + 1) - Coverage.Expected(successes, failures, planned));
        }
    }
}
