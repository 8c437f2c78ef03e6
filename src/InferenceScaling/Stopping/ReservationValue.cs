namespace InferenceScaling.Stopping;

/// <summary>Optimal stopping when every sample costs (Weitzman 1979, "Optimal Search for the Best Alternative"): stop as soon as the best score reaches the value at which one more sample no longer pays.</summary>
public static class ReservationValue
{
    /// <summary>The z at which the expected improvement of one more sample, E[max(X - z, 0)], equals its cost, for scores distributed like a reference sample.</summary>
    /// <param name="scores">Scores of earlier, similar candidates; at least one.</param>
    /// <param name="cost">What a sample costs in units of score; above 0.</param>
    /// <returns>At most the largest score; negative if a sample costs more than the mean score.</returns>
    public static double FromScores(IReadOnlyCollection<double> scores, double cost)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentOutOfRangeException.ThrowIfZero(scores.Count, nameof(scores));
        Require(cost);

        // E[max(X - z, 0)] is linear between neighbouring scores: walk down from the largest until the cost is reached.
        var sorted = scores.Order().ToArray();
        var sum = 0.0;
        for (var above = 1; above < sorted.Length; above++)
        {
            sum += sorted[^above];
            var z = (sum - (cost * sorted.Length)) / above;
            if (z >= sorted[^(above + 1)])
                return z;
        }

        return (sum + sorted[0] - (cost * sorted.Length)) / sorted.Length;
    }

    /// <summary>The reservation value if nothing is known: scores uniform on [0, 1], z = 1 - sqrt(2 cost).</summary>
    /// <param name="cost">What a sample costs in units of score; above 0.</param>
    public static double Uniform(double cost)
    {
        Require(cost);
        return cost <= 0.5 ? 1 - Math.Sqrt(2 * cost) : 0.5 - cost;
    }

    /// <summary>How many failures in a row it takes before one more attempt no longer pays, when an attempt either succeeds or fails.</summary>
    /// <param name="value">What a success is worth.</param>
    /// <param name="cost">What an attempt costs in the same units; above 0.</param>
    /// <param name="priorSuccesses">First parameter of the beta prior of the rate of success.</param>
    /// <param name="priorFailures">Second parameter.</param>
    public static int FailuresBeforeGivingUp(double value, double cost, double priorSuccesses = 1, double priorFailures = 1)
    {
        Require(cost);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(priorSuccesses);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(priorFailures);

        // Go on while value * a / (a + b + n) > cost. The quotient's rounding must not add a failure to a whole bound.
        var bound = (value * priorSuccesses / cost) - priorSuccesses - priorFailures;
        return (int)Math.Clamp(Math.Ceiling(bound - (1e-12 * Math.Abs(bound))), 0, int.MaxValue);
    }

    private static void Require(double cost)
    {
        if (!(cost > 0) || !double.IsFinite(cost))
            throw new ArgumentOutOfRangeException(nameof(cost), cost, "A sample must cost more than 0: if samples were free, no number of them would be enough.");
    }
}
