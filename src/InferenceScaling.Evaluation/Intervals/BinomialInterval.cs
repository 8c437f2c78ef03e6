using InferenceScaling.Evaluation.Numerics;

namespace InferenceScaling.Evaluation.Intervals;

/// <summary>Two-sided intervals of a rate of success, such as an accuracy. Wilson's is the one to report; Clopper and Pearson's the one to promise.</summary>
public static class BinomialInterval
{
    /// <summary>The standard error of the rate, sqrt(p (1 - p) / n).</summary>
    /// <param name="successes">From 0 to <paramref name="trials"/>.</param>
    /// <param name="trials">At least 1.</param>
    public static double StandardError(int successes, int trials)
    {
        Check(successes, trials, 0.5);
        var rate = (double)successes / trials;
        return Math.Sqrt(rate * (1 - rate) / trials);
    }

    /// <summary>Rate ± z standard errors. Too narrow near 0 and 1 and not clipped to [0, 1]; here to compare with what others report.</summary>
    /// <param name="successes">From 0 to <paramref name="trials"/>.</param>
    /// <param name="trials">At least 1.</param>
    /// <param name="level">The confidence, in (0, 1).</param>
    public static ConfidenceInterval Wald(int successes, int trials, double level = 0.95)
    {
        Check(successes, trials, level);
        var rate = (double)successes / trials;
        var width = Z(level) * StandardError(successes, trials);
        return new(rate - width, rate + width);
    }

    /// <summary>The rates that a score test does not refuse (Wilson 1927), without continuity correction: right on average, also for few trials.</summary>
    /// <param name="successes">From 0 to <paramref name="trials"/>.</param>
    /// <param name="trials">At least 1.</param>
    /// <param name="level">The confidence, in (0, 1).</param>
    public static ConfidenceInterval Wilson(int successes, int trials, double level = 0.95)
    {
        Check(successes, trials, level);
        var rate = (double)successes / trials;
        var z = Z(level);
        var scale = 1 + (z * z / trials);
        var centre = (rate + (z * z / (2 * trials))) / scale;
        var width = z * Math.Sqrt((rate * (1 - rate) / trials) + (z * z / (4.0 * trials * trials))) / scale;
        return new(successes == 0 ? 0 : centre - width, successes == trials ? 1 : centre + width);
    }

    /// <summary>The exact interval (Clopper and Pearson 1934): never less sure than it says.</summary>
    /// <param name="successes">From 0 to <paramref name="trials"/>.</param>
    /// <param name="trials">At least 1.</param>
    /// <param name="level">The confidence, in (0, 1).</param>
    public static ConfidenceInterval ClopperPearson(int successes, int trials, double level = 0.95)
    {
        Check(successes, trials, level);
        var tail = (1 - level) / 2;
        return new(
            successes == 0 ? 0 : SpecialFunctions.BetaQuantile(tail, successes, trials - successes + 1),
            successes == trials ? 1 : SpecialFunctions.BetaQuantile(1 - tail, successes + 1, trials - successes));
    }

    /// <summary>The equal-tailed credible interval under Jeffreys' prior, with the ends 0 and 1 where there are no successes or no failures.</summary>
    /// <param name="successes">From 0 to <paramref name="trials"/>.</param>
    /// <param name="trials">At least 1.</param>
    /// <param name="level">The confidence, in (0, 1).</param>
    public static ConfidenceInterval Jeffreys(int successes, int trials, double level = 0.95)
    {
        Check(successes, trials, level);
        var tail = (1 - level) / 2;
        var (a, b) = (successes + 0.5, trials - successes + 0.5);
        return new(
            successes == 0 ? 0 : SpecialFunctions.BetaQuantile(tail, a, b),
            successes == trials ? 1 : SpecialFunctions.BetaQuantile(1 - tail, a, b));
    }

    private static double Z(double level) => -SpecialFunctions.NormalQuantile((1 - level) / 2);

    private static void Check(int successes, int trials, double level)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        if (!(level is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(level), level, "A level of confidence must be above 0 and below 1.");
    }
}
