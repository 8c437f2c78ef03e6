namespace InferenceScaling.Evaluation.Estimators;

/// <summary>The power law of coverage, c(k) = exp(a k^b) with a and b below 0 (Brown et al. 2024, "Large Language Monkeys"): what more samples would buy.</summary>
/// <param name="A">ln c(1).</param>
/// <param name="B">The exponent.</param>
public readonly record struct CoverageLaw(double A, double B)
{
    private const int MaxIterations = 200;

    /// <summary>The coverage of k samples.</summary>
    /// <param name="k">Above 0.</param>
    public double Coverage(double k) => Math.Exp(A * Math.Pow(k, B));

    /// <summary>The number of samples that reach a coverage; infinite if the law says that none does.</summary>
    /// <param name="coverage">In (0, 1).</param>
    public double SamplesFor(double coverage)
    {
        if (!(coverage is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(coverage), coverage, "A coverage must be above 0 and below 1.");
        var ratio = Math.Log(coverage) / A;
        var samples = Math.Pow(ratio, 1 / B);
        return ratio > 0 && B < 0 ? samples : double.PositiveInfinity;
    }

    /// <summary>The sum of squared differences to measured coverage.</summary>
    /// <param name="k">Numbers of samples.</param>
    /// <param name="coverage">Measured at each.</param>
    public double SumOfSquares(ReadOnlySpan<double> k, ReadOnlySpan<double> coverage)
    {
        var sum = 0.0;
        for (var index = 0; index < k.Length; index++)
        {
            var error = Coverage(k[index]) - coverage[index];
            sum += error * error;
        }

        return sum;
    }

    /// <summary>Fits a line to ln(-ln c) over ln k: weighs errors at high coverage most.</summary>
    /// <param name="k">Above 0, at least two different ones.</param>
    /// <param name="coverage">In (0, 1).</param>
    public static CoverageLaw FitLogLog(ReadOnlySpan<double> k, ReadOnlySpan<double> coverage)
    {
        Check(k, coverage);
        var (meanX, meanY) = (0.0, 0.0);
        for (var index = 0; index < k.Length; index++)
        {
            meanX += Math.Log(k[index]) / k.Length;
            meanY += Math.Log(-Math.Log(coverage[index])) / k.Length;
        }

        var (covariance, variance) = (0.0, 0.0);
        for (var index = 0; index < k.Length; index++)
        {
            var x = Math.Log(k[index]) - meanX;
            covariance += x * (Math.Log(-Math.Log(coverage[index])) - meanY);
            variance += x * x;
        }

        if (!(variance > 0))
            throw new ArgumentException("All numbers of samples are the same; a law needs at least two different ones.", nameof(k));
        var b = covariance / variance;
        return new(-Math.Exp(meanY - (b * meanX)), b);
    }

    /// <summary>Fits by least squares on the coverage itself (Levenberg and Marquardt, from <see cref="FitLogLog"/>).</summary>
    /// <param name="k">Above 0, at least two different ones.</param>
    /// <param name="coverage">In (0, 1).</param>
    public static CoverageLaw FitLeastSquares(ReadOnlySpan<double> k, ReadOnlySpan<double> coverage)
    {
        var law = FitLogLog(k, coverage);
        var loss = law.SumOfSquares(k, coverage);
        var damping = 1e-3;
        for (var iteration = 0; iteration < MaxIterations && damping < 1e12; iteration++)
        {
            var next = law.Step(k, coverage, damping);
            var nextLoss = next.SumOfSquares(k, coverage);
            if (nextLoss < loss)
                (law, loss, damping) = (next, nextLoss, damping / 10);
            else
                damping *= 10;
        }

        return law;
    }

    private CoverageLaw Step(ReadOnlySpan<double> k, ReadOnlySpan<double> coverage, double damping)
    {
        double aa = 0, ab = 0, bb = 0, ga = 0, gb = 0;
        for (var index = 0; index < k.Length; index++)
        {
            var power = Math.Pow(k[index], B);
            var fitted = Math.Exp(A * power);
            var (da, db) = (fitted * power, fitted * A * power * Math.Log(k[index]));
            var error = fitted - coverage[index];
            aa += da * da;
            ab += da * db;
            bb += db * db;
            ga += da * error;
            gb += db * error;
        }

        aa *= 1 + damping;
        bb *= 1 + damping;
        var determinant = (aa * bb) - (ab * ab);
        return determinant == 0 ? this : new(A - (((bb * ga) - (ab * gb)) / determinant), B - (((aa * gb) - (ab * ga)) / determinant));
    }

    private static void Check(ReadOnlySpan<double> k, ReadOnlySpan<double> coverage)
    {
        if (k.Length != coverage.Length)
            throw new ArgumentException($"There are {k.Length} numbers of samples but {coverage.Length} coverages; there must be one each.", nameof(coverage));
        for (var index = 0; index < k.Length; index++)
        {
            if (!(k[index] > 0) || !(coverage[index] is > 0 and < 1))
                throw new ArgumentException($"Point {index} is (k = {k[index]}, coverage = {coverage[index]}); k must be above 0 and a coverage above 0 and below 1: leave other points out.", nameof(coverage));
        }
    }
}
