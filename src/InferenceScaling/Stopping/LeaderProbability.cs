namespace InferenceScaling.Stopping;

/// <summary>The probability that the answer that leads a vote is the one most likely under the model (Aggarwal et al. 2023, "Let's Sample Step by Step: Adaptive-Consistency").</summary>
public static class LeaderProbability
{
    private const double Negligible = 1e-18;

    /// <summary>P(share of the leader above one half) for two answers under a uniform prior: P(Beta(leader + 1, runnerUp + 1) > 1/2), exactly.</summary>
    /// <param name="leader">Votes of the most frequent answer.</param>
    /// <param name="runnerUp">Votes of the second; the others do not matter.</param>
    /// <returns>A probability; 1/2 for a tie.</returns>
    public static double Beta(int leader, int runnerUp)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(leader);
        ArgumentOutOfRangeException.ThrowIfNegative(runnerUp);
        if (leader < runnerUp)
            return 1 - Beta(runnerUp, leader);

        // P(Binomial(n, 1/2) <= leader) with n = leader + runnerUp + 1, from the shorter tail: the upper one has runnerUp + 1 terms.
        var n = leader + runnerUp + 1;
        var term = 1.0;
        var tail = 0.0;
        for (var j = 0; j <= runnerUp; j++)
        {
            // Terms from the largest, C(n, leader + 1), downwards, relative to it.
            tail += term;
            term *= (runnerUp - j) / (double)(leader + 2 + j);
            if (term < tail * 1e-17)
                break;
        }

        return 1 - (tail * Math.Exp(LogBinomial(n, leader + 1) - (n * Math.Log(2))));
    }

    /// <summary>P(the first answer has the largest share) under Dirichlet(counts + 1), by a one-dimensional integral that is exact to about 1e-12: no sampling, no seed.</summary>
    /// <param name="counts">Votes by answer, largest first.</param>
    /// <param name="answers">How many answers take part; the peers' code takes five.</param>
    /// <returns>A probability. With fewer than three answers, <see cref="Beta"/>.</returns>
    public static double Dirichlet(ReadOnlySpan<int> counts, int answers = 5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(answers, 2);
        if (counts.Length > answers)
            counts = counts[..answers];
        foreach (var count in counts)
            ArgumentOutOfRangeException.ThrowIfNegative(count, nameof(counts));
        if (counts.Length < 3)
            return Beta(counts.Length > 0 ? counts[0] : 0, counts.Length > 1 ? counts[1] : 0);

        // Shares are gamma variables over their sum: P = E[prod F_i(X)], X ~ Gamma(first + 1).
        // In t = ln x the integrand is a bell with analytic tails, on which the trapezoid rule converges geometrically.
        var shape = counts[0] + 1;
        var mode = Math.Log(shape);
        var step = 0.25 / Math.Sqrt(shape);
        var logNorm = LogFactorial(shape - 1);
        var sum = Integrand(counts, shape, logNorm, mode);
        for (var direction = -1; direction <= 1; direction += 2)
        {
            for (var node = 1; ; node++)
            {
                var value = Integrand(counts, shape, logNorm, mode + (direction * node * step));
                sum += value;
                if (value <= Negligible)
                    break;
            }
        }

        return Math.Clamp(sum * step, 0, 1);
    }

    private static double Integrand(ReadOnlySpan<int> counts, int shape, double logNorm, double t)
    {
        var x = Math.Exp(t);
        var value = Math.Exp((shape * t) - x - logNorm);
        for (var i = 1; i < counts.Length && value > Negligible; i++)
            value *= GammaProbability(counts[i] + 1, x, t);
        return value;
    }

    // P(Gamma(shape) <= x) for a whole shape: the probability that a Poisson(x) count reaches the shape.
    private static double GammaProbability(int shape, double x, double logX)
    {
        if (x < shape)
        {
            var term = Math.Exp((shape * logX) - x - LogFactorial(shape));
            var sum = 0.0;
            for (var k = shape; term > sum * 1e-17; k++)
            {
                sum += term;
                term *= x / (k + 1);
            }

            return sum;
        }

        var below = 0.0;
        var next = Math.Exp(((shape - 1) * logX) - x - LogFactorial(shape - 1));
        for (var k = shape - 1; k >= 0 && next > below * 1e-17; k--)
        {
            below += next;
            next *= k / x;
        }

        return 1 - below;
    }

    private static double LogBinomial(int n, int k) => LogFactorial(n) - LogFactorial(k) - LogFactorial(n - k);

    // ln n!: the product while it is exact enough, then Stirling's series, whose error is below 1e-16 from 20 on.
    private static double LogFactorial(int n)
    {
        if (n < 20)
        {
            var product = 1.0;
            for (var k = 2; k <= n; k++)
                product *= k;
            return Math.Log(product);
        }

        var x = n + 1.0;
        var inverse = 1 / (x * x);
        var series = (1 / 12.0) - (inverse * ((1 / 360.0) - (inverse * ((1 / 1260.0) - (inverse * ((1 / 1680.0) - (inverse / 1188)))))));
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + (series / x);
    }
}
