using InferenceScaling.Stopping;

namespace InferenceScaling.Allocation;

/// <summary>What more votes are expected to add to the certainty of a majority.</summary>
/// <remarks>
/// The two leading answers a : b leave the probability P(a, b) that the leader is the mode (Aggarwal et al. 2023). After m more votes, drawn from the
/// same beta posterior, it is max(P, 1 - P) of the new counts; the expectation is never lower. One vote that cannot turn the majority adds nothing: look several ahead.
/// </remarks>
public static class VoteGain
{
    /// <summary>The expected rise of the probability that the leading answer is the mode.</summary>
    /// <param name="leader">Votes of the leading answer, at least those of the second.</param>
    /// <param name="runnerUp">Votes of the second answer, at least 0.</param>
    /// <param name="more">Further votes, at least 0.</param>
    public static double Expected(int leader, int runnerUp, int more)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(more);
        ArgumentOutOfRangeException.ThrowIfLessThan(leader, runnerUp);
        ArgumentOutOfRangeException.ThrowIfNegative(runnerUp);
        var sum = 0.0;
        for (var won = 0; won <= more; won++)
        {
            var (a, b) = (leader + won, runnerUp + more - won);
            sum += Predictive(leader, runnerUp, won, more) * LeaderProbability.Beta(Math.Max(a, b), Math.Min(a, b));
        }

        return Math.Max(0, sum - LeaderProbability.Beta(leader, runnerUp));
    }

    /// <summary>The gain a vote of the number of votes, up to a limit, that gains most a vote.</summary>
    /// <param name="leader">Votes of the leading answer.</param>
    /// <param name="runnerUp">Votes of the second answer.</param>
    /// <param name="limit">Most further votes, at least 1.</param>
    /// <returns>The number of votes, and its gain divided by it.</returns>
    public static (int Votes, double GainPerVote) Best(int leader, int runnerUp, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var best = (Votes: 1, GainPerVote: 0.0);
        for (var votes = 1; votes <= limit; votes++)
        {
            var gain = Expected(leader, runnerUp, votes) / votes;
            if (gain > best.GainPerVote)
                best = (votes, gain);
        }

        return best;
    }

    // The beta-binomial distribution of the leader's share of further votes under Beta(leader + 1, runner-up + 1): products of rising factorials.
    private static double Predictive(int leader, int runnerUp, int won, int more)
    {
        var log = 0.0;
        for (var k = 0; k < won; k++)
            log += Math.Log(leader + 1 + k) - Math.Log(k + 1);
        for (var k = 0; k < more - won; k++)
            log += Math.Log(runnerUp + 1 + k) - Math.Log(k + 1);
        for (var k = 0; k < more; k++)
            log += Math.Log(k + 1) - Math.Log(leader + runnerUp + 2 + k);
        return Math.Exp(log);
    }
}
