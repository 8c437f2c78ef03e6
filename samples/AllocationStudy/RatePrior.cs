namespace AllocationStudy;

/// <summary>What is known of a question's rate of success before it is sampled: it may be hopeless, and else its rate is beta distributed. A beta distribution alone leaves hopeless questions more hope than they have.</summary>
/// <param name="Hopeless">Share of questions that no sample solves.</param>
/// <param name="A">First parameter of the others' rates.</param>
/// <param name="B">Second parameter.</param>
internal sealed record RatePrior(double Hopeless, double A, double B)
{
    private const int Grid = 40;

    /// <summary>The most likely prior of questions of which each had so many right samples, on a grid.</summary>
    public static RatePrior Fit(IReadOnlyList<int> right, int samples)
    {
        var questions = new int[samples + 1];
        foreach (var count in right)
            questions[count]++;
        var (best, likelihood) = (new RatePrior(0, 1, 1), double.NegativeInfinity);
        var shapes = Enumerable.Range(0, Grid).Select(step => 0.03 * Math.Pow(200, step / (Grid - 1.0))).ToArray();
        foreach (var a in shapes)
        {
            foreach (var b in shapes)
            {
                var byCount = Enumerable.Range(0, samples + 1).Select(count => Probability(a, b, count, samples)).ToArray();
                for (var hopeless = 0.0; hopeless < 0.7; hopeless += 0.02)
                {
                    var sum = 0.0;
                    for (var count = 0; count <= samples; count++)
                    {
                        if (questions[count] > 0)
                            sum += questions[count] * Math.Log((count == 0 ? hopeless : 0) + ((1 - hopeless) * byCount[count]));
                    }

                    if (sum > likelihood)
                        (best, likelihood) = (new(hopeless, a, b), sum);
                }
            }
        }

        return best;
    }

    /// <summary>The probability that a question is not hopeless after so many right samples.</summary>
    public double Hope(int right, int samples)
    {
        if (right > 0)
            return 1;
        var missed = (1 - Hopeless) * Probability(A, B, 0, samples);
        return missed / (Hopeless + missed);
    }

    // Beta-binomial without the binomial coefficient, which no fit depends on.
    private static double Probability(double a, double b, int right, int samples)
    {
        var probability = 1.0;
        for (var drawn = 0; drawn < samples; drawn++)
            probability *= (drawn < right ? a + drawn : b + drawn - right) / (a + b + drawn);
        return probability;
    }
}
