using System.Collections.Immutable;

namespace InferenceScaling.Evaluation.Intervals;

/// <summary>A mean and how sure it is, from resamples.</summary>
public sealed record BootstrapResult
{
    /// <summary>Of the values themselves.</summary>
    public required double Mean { get; init; }

    /// <summary>The mean of each resample.</summary>
    public required ImmutableArray<double> ResampleMeans { get; init; }

    /// <summary>Standard deviation of the resamples' means.</summary>
    public required double StandardError { get; init; }

    /// <summary>Between the quantiles of the resamples' means.</summary>
    public required ConfidenceInterval Percentile { get; init; }

    /// <summary>The percentile interval mirrored at the mean.</summary>
    public required ConfidenceInterval Basic { get; init; }

    /// <summary>Corrected for bias and skewness (BCa, Efron 1987): the one to report.</summary>
    public required ConfidenceInterval BiasCorrected { get; init; }

    /// <summary>The correction for bias, z0.</summary>
    public required double Bias { get; init; }

    /// <summary>The correction for skewness.</summary>
    public required double Acceleration { get; init; }
}
