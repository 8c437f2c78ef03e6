namespace InferenceScaling.Evaluation.Numerics;

/// <summary>The functions behind intervals and tests, to about 1e-14.</summary>
internal static class SpecialFunctions
{
    private const double Tiny = 1e-300;
    private static readonly double[] Lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
        -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    /// <summary>ln Γ(x) for x above 0.</summary>
    public static double LogGamma(double x)
    {
        if (x < 0.5)
            return Math.Log(Math.PI / Math.Sin(Math.PI * x)) - LogGamma(1 - x);
        if (x >= 20)
            return Stirling(x);
        var sum = Lanczos[0];
        for (var index = 1; index < Lanczos.Length; index++)
            sum += Lanczos[index] / (x - 1 + index);
        var t = x + 6.5;
        return (0.5 * Math.Log(2 * Math.PI)) + ((x - 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }

    /// <summary>The regularised incomplete beta function, the distribution function of Beta(a, b).</summary>
    public static double BetaProbability(double x, double a, double b)
    {
        if (x <= 0)
            return 0;
        if (x >= 1)
            return 1;
        var front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + (a * Math.Log(x)) + (b * Math.Log(1 - x)));
        return x < (a + 1) / (a + b + 2)
            ? front * BetaFraction(x, a, b) / a
            : 1 - (front * BetaFraction(1 - x, b, a) / b);
    }

    /// <summary>The quantile of Beta(a, b): bisection, which cannot leave [0, 1], until nothing changes.</summary>
    public static double BetaQuantile(double probability, double a, double b)
    {
        var (low, high) = (0.0, 1.0);
        while (true)
        {
            var middle = (low + high) / 2;
            if (middle <= low || middle >= high)
                return middle;
            if (BetaProbability(middle, a, b) < probability)
                low = middle;
            else
                high = middle;
        }
    }

    /// <summary>The distribution function of the standard normal.</summary>
    public static double NormalProbability(double z)
    {
        if (Math.Abs(z) < 3)
        {
            var (term, sum) = (z, z);
            for (var k = 1; Math.Abs(term) > Math.Abs(sum) * 1e-17; k++)
            {
                term *= z * z / ((2 * k) + 1);
                sum += term;
            }

            return 0.5 + (sum * NormalDensity(z));
        }

        // The continued fraction of Mills' ratio.
        var x = Math.Abs(z);
        var fraction = x;
        for (var k = 200; k >= 1; k--)
            fraction = x + (k / fraction);
        var tail = NormalDensity(x) / fraction;
        return z < 0 ? tail : 1 - tail;
    }

    /// <summary>The quantile of the standard normal.</summary>
    public static double NormalQuantile(double probability)
    {
        if (probability is <= 0 or >= 1)
            return probability <= 0 ? double.NegativeInfinity : double.PositiveInfinity;
        if (probability > 0.5)
            return -NormalQuantile(1 - probability);
        if (probability == 0.5)
            return 0;

        // Newton on ln P from the left of the root, where it is concave and increasing, converges monotonically.
        var z = -Math.Sqrt(-2 * Math.Log(probability));
        for (var iteration = 0; iteration < 100; iteration++)
        {
            var value = NormalProbability(z);
            var step = Math.Log(value / probability) * value / NormalDensity(z);
            z -= step;
            if (Math.Abs(step) <= 1e-15 * Math.Abs(z))
                break;
        }

        return z;
    }

    private static double NormalDensity(double z) => Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);

    private static double Stirling(double x)
    {
        var inverse = 1 / (x * x);
        var series = (1 / 12.0) - (inverse * ((1 / 360.0) - (inverse * ((1 / 1260.0) - (inverse * ((1 / 1680.0) - (inverse / 1188)))))));
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + (series / x);
    }

    // Lentz's method for the continued fraction of the incomplete beta function.
    private static double BetaFraction(double x, double a, double b)
    {
        var c = 1.0;
        var d = Inverse(1 - ((a + b) * x / (a + 1)));
        var fraction = d;
        for (var m = 1; m <= 100_000; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = Inverse(1 + (even * d));
            c = NonZero(1 + (even / c));
            fraction *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = Inverse(1 + (odd * d));
            c = NonZero(1 + (odd / c));
            fraction *= d * c;
            if (Math.Abs((d * c) - 1) < 1e-16)
                break;
        }

        return fraction;
    }

    private static double Inverse(double x) => 1 / NonZero(x);

    private static double NonZero(double x) => Math.Abs(x) < Tiny ? Tiny : x;
}
