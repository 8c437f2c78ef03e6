using System.Globalization;
using InferenceScaling.Evaluation.Intervals;

namespace AllocationStudy;

/// <summary>What a policy made of each problem of a set.</summary>
/// <param name="Right">Share of its runs that were right.</param>
/// <param name="Samples">Samples drawn.</param>
/// <param name="Tokens">Tokens generated.</param>
/// <param name="Computed">Tokens generated and verified.</param>
internal sealed record Outcome(double[] Right, double[] Samples, double[] Tokens, double[] Computed)
{
    public double Accuracy => Right.Average();

    /// <summary>This less another, in points, with the 95 % interval of the paired bootstrap over problems.</summary>
    public string Against(Outcome other) => Interval(Bootstrap.OfDifference(Right, other.Right), 100);

    /// <summary>1 - mean cost here / mean cost there, with the bootstrap's interval over problems.</summary>
    public static string Saving(double[] here, double[] there)
    {
        // Linearised: the ratio's influence of a problem is (here - ratio · there) / mean(there).
        var (mean, ratio) = (there.Average(), here.Average() / there.Average());
        var result = Bootstrap.OfMean([.. here.Zip(there, (own, other) => 1 - ratio - ((own - (ratio * other)) / mean))]);
        return Interval(result, 100);
    }

    public static string Interval(BootstrapResult result, double scale) => string.Create(
        CultureInfo.InvariantCulture, $"{scale * result.Mean:0.0} ({scale * result.BiasCorrected.Lower:0.0} to {scale * result.BiasCorrected.Upper:0.0})");
}
