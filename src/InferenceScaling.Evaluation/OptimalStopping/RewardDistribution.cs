using InferenceScaling.Evaluation.Numerics;

namespace InferenceScaling.Evaluation.OptimalStopping;

/// <summary>
/// What a sample may be worth, as a distribution, and what that says about when to stop sampling at a cost (Weitzman 1979):
/// draw while the best so far is below the reservation value z, where E[max(X - z, 0)] is the cost of a draw.
/// </summary>
/// <remarks>With recall: the best sample so far is never lost.</remarks>
public abstract class RewardDistribution
{
    private const int Panels = 400;

    private protected RewardDistribution()
    {
    }

    /// <summary>The mean.</summary>
    public abstract double Mean { get; }

    /// <summary>Where the density bends: integrals are split there.</summary>
    private protected abstract double[] Kinks { get; }

    /// <summary>The range that holds all but 1e-16 of the probability even of the largest of many draws.</summary>
    private protected abstract (double Low, double High) Range(int draws);

    /// <summary>Waiting times: density rate · exp(-rate · x) from 0 on.</summary>
    /// <param name="rate">Above 0.</param>
    public static RewardDistribution Exponential(double rate) => new ExponentialReward(rate);

    /// <summary>Equally likely between two ends.</summary>
    /// <param name="low">The lower end.</param>
    /// <param name="high">The upper end, above it.</param>
    public static RewardDistribution Uniform(double low, double high) => new UniformReward(low, high);

    /// <summary>The bell curve.</summary>
    /// <param name="mean">The mean.</param>
    /// <param name="standardDeviation">Above 0.</param>
    public static RewardDistribution Normal(double mean, double standardDeviation) => new NormalReward(mean, standardDeviation);

    /// <summary>The probability of a value of at most <paramref name="x"/>.</summary>
    /// <param name="x">A value.</param>
    public abstract double Probability(double x);

    /// <summary>E[max(X - z, 0)]: what one more draw adds when <paramref name="z"/> is there already.</summary>
    /// <param name="z">The best so far.</param>
    public abstract double ExpectedImprovement(double z);

    /// <summary>The value at which one more draw no longer pays.</summary>
    /// <param name="cost">What a draw costs; above 0.</param>
    public double ReservationValue(double cost)
    {
        CheckCost(cost);

        // The improvement falls in z, and below the support with slope -1: the root lies above mean - cost.
        var low = Mean - cost;
        var step = 1.0;
        while (ExpectedImprovement(low + step) > cost)
            step *= 2;
        var high = low + step;
        while (true)
        {
            var middle = (low + high) / 2;
            if (middle <= low || middle >= high)
                return middle;
            if (ExpectedImprovement(middle) > cost)
                low = middle;
            else
                high = middle;
        }
    }

    /// <summary>What the rule earns, costs paid: E max(outside option, maxᵢ min(Xᵢ, z)).</summary>
    /// <param name="cost">What a draw costs; above 0.</param>
    /// <param name="maxSamples">Most draws, at least 0.</param>
    /// <param name="outsideOption">What is there without a draw.</param>
    public double NetValue(double cost, int maxSamples, double outsideOption = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxSamples);
        var reservation = ReservationValue(cost);
        return reservation <= outsideOption ? outsideOption : outsideOption + Integrate(x => 1 - Math.Pow(Probability(x), maxSamples), outsideOption, reservation);
    }

    /// <summary>How many draws the rule makes on average.</summary>
    /// <param name="cost">What a draw costs; above 0.</param>
    /// <param name="maxSamples">Most draws, at least 0.</param>
    /// <param name="outsideOption">What is there without a draw.</param>
    public double ExpectedSamples(double cost, int maxSamples, double outsideOption = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxSamples);
        var reservation = ReservationValue(cost);
        if (reservation <= outsideOption)
            return 0;
        var below = Probability(reservation);
        return below >= 1 ? maxSamples : (1 - Math.Pow(below, maxSamples)) / (1 - below);
    }

    /// <summary>The mean of the largest of several draws.</summary>
    /// <param name="samples">At least 1.</param>
    public virtual double ExpectedMaximum(int samples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        var (low, high) = Range(samples);
        return low + Integrate(x => 1 - Math.Pow(Probability(x), samples), low, high);
    }

    /// <summary>The fixed number of draws that earns most: the largest mean maximum less the cost of the draws.</summary>
    /// <param name="cost">What a draw costs; above 0.</param>
    /// <param name="maxSamples">Most draws, at least 1.</param>
    public (int Samples, double Net) BestFixed(double cost, int maxSamples)
    {
        CheckCost(cost);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxSamples, 1);
        var best = (Samples: 1, Net: ExpectedMaximum(1) - cost);
        for (var samples = 2; samples <= maxSamples; samples++)
        {
            var net = ExpectedMaximum(samples) - (cost * samples);

            // What a draw adds falls with every draw: after the first loss there are only losses.
            if (net <= best.Net)
                break;
            best = (samples, net);
        }

        return best;
    }

    private double Integrate(Func<double, double> function, double low, double high)
    {
        var sum = 0.0;
        var from = low;
        foreach (var to in Kinks.Where(kink => kink > low && kink < high).Order().Append(high))
        {
            sum += GaussLegendre.Integrate(function, from, to, Panels);
            from = to;
        }

        return sum;
    }

    private static void CheckCost(double cost)
    {
        if (!(cost > 0) || !double.IsFinite(cost))
            throw new ArgumentOutOfRangeException(nameof(cost), cost, "A draw must cost more than 0: if draws were free, no number of them would be enough.");
    }
}
