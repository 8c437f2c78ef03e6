namespace InferenceScaling.Allocation;

/// <summary>How likely several independent samples hold a right one: the value that a perfect verifier would make of them.</summary>
public static class Coverage
{
    /// <summary>1 - (1 - p)^n.</summary>
    /// <param name="success">Probability that one sample is right, in [0, 1].</param>
    /// <param name="samples">At least 0.</param>
    public static double Known(double success, int samples)
    {
        CheckSuccess(success);
        ArgumentOutOfRangeException.ThrowIfNegative(samples);
        return 1 - Math.Pow(1 - success, samples);
    }

    /// <summary>What the sample after <paramref name="samples"/> others adds: p (1 - p)^n.</summary>
    /// <param name="success">Probability that one sample is right, in [0, 1].</param>
    /// <param name="samples">Samples before it, at least 0.</param>
    public static double Gain(double success, int samples)
    {
        CheckSuccess(success);
        ArgumentOutOfRangeException.ThrowIfNegative(samples);
        return success * Math.Pow(1 - success, samples);
    }

    /// <summary>The expectation over an uncertain success rate, E[1 - (1 - p)^n] = 1 - Π (b + k) / (a + b + k) for k from 0 to n - 1.</summary>
    /// <remarks>Far more cautious than the rate's mean: a question that failed so far keeps a chance.</remarks>
    /// <param name="successes">First parameter of the rate's beta distribution, above 0.</param>
    /// <param name="failures">Second parameter, above 0.</param>
    /// <param name="samples">At least 0.</param>
    public static double Expected(double successes, double failures, int samples)
    {
        CheckBeta(successes, failures);
        ArgumentOutOfRangeException.ThrowIfNegative(samples);
        var missed = 1.0;
        for (var k = 0; k < samples; k++)
            missed *= (failures + k) / (successes + failures + k);
        return 1 - missed;
    }

    /// <summary><see cref="Expected"/> of 0, 1, … samples.</summary>
    /// <param name="successes">First parameter of the rate's beta distribution, above 0.</param>
    /// <param name="failures">Second parameter, above 0.</param>
    /// <param name="samples">The last number of samples, at least 0.</param>
    public static double[] ExpectedCurve(double successes, double failures, int samples)
    {
        CheckBeta(successes, failures);
        ArgumentOutOfRangeException.ThrowIfNegative(samples);
        var curve = new double[samples + 1];
        var missed = 1.0;
        for (var k = 0; k < samples; k++)
        {
            missed *= (failures + k) / (successes + failures + k);
            curve[k + 1] = 1 - missed;
        }

        return curve;
    }

    internal static void CheckSuccess(double success)
    {
        if (!(success is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(success), success, "A probability of success must be 0 to 1.");
    }

    internal static void CheckBeta(double successes, double failures)
    {
        if (!(successes > 0 && failures > 0 && double.IsFinite(successes + failures)))
            throw new ArgumentOutOfRangeException(nameof(successes), (successes, failures), "The parameters of a beta distribution must be above 0 and finite.");
    }
}
