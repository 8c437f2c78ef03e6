namespace InferenceScaling.TorchSharp.Compression;

/// <summary>What a step did to a matrix, or to a group of matrices that read the same input.</summary>
/// <param name="Name">Canonical name.</param>
/// <param name="Scheme">What became of it; "kept" where it stayed.</param>
public sealed record LayerReport(string Name, string Scheme)
{
    /// <summary>Root mean square of the change of its outputs over that of the outputs, on the calibration texts; of its weights where no texts were read; null where nothing was measured.</summary>
    public double? Error { get; init; }

    /// <summary>Mean KL divergence, in nats a token, of a model in which nothing else has changed; null where it was not measured.</summary>
    public double? Divergence { get; init; }

    /// <summary>Times as fast as before, on this machine, with one row of activations; null where it was not measured.</summary>
    public double? SpeedOfOne { get; init; }

    /// <summary>The same with 64 rows.</summary>
    public double? SpeedOfMany { get; init; }

    /// <summary>Why something else was done than asked: kept for its divergence, rounded to the nearest because its activations are degenerate, slower here; null if nothing.</summary>
    public string? Remark { get; init; }
}
