namespace InferenceScaling.Stopping;

/// <summary>Wald's sequential probability ratio test (1945) on the two leading answers: does the leader really win more than half of their duels?</summary>
public static class SequentialProbabilityRatio
{
    /// <summary>The logarithm of the likelihood ratio of "the leader wins a duel with probability p" to "the runner-up does".</summary>
    /// <param name="leader">Votes of the most frequent answer.</param>
    /// <param name="runnerUp">Votes of the second.</param>
    /// <param name="p">In (1/2, 1).</param>
    public static double LogLikelihoodRatio(int leader, int runnerUp, double p)
    {
        if (!(p is > 0.5 and < 1))
            throw new ArgumentOutOfRangeException(nameof(p), p, "The probability under test must be above 1/2 and below 1.");
        return (leader - runnerUp) * Math.Log(p / (1 - p));
    }

    /// <summary>The ratio's logarithm at which the test decides for the leader.</summary>
    /// <param name="falseAcceptance">Tolerated probability of accepting a wrong leader, in (0, 1/2).</param>
    /// <param name="falseRejection">Tolerated probability of missing a right one, in (0, 1/2).</param>
    public static double UpperBound(double falseAcceptance, double falseRejection)
    {
        Require(falseAcceptance, nameof(falseAcceptance));
        Require(falseRejection, nameof(falseRejection));
        return Math.Log((1 - falseRejection) / falseAcceptance);
    }

    private static void Require(double rate, string name)
    {
        if (!(rate is > 0 and < 0.5))
            throw new ArgumentOutOfRangeException(name, rate, "An error rate must be above 0 and below 1/2.");
    }
}
