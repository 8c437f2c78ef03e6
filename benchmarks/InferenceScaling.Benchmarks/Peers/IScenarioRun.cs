namespace InferenceScaling.Benchmarks.Peers;

/// <summary>A scenario made ready on one engine.</summary>
internal interface IScenarioRun : IDisposable
{
    /// <summary>Runs it once and adds the seconds of each operation: one for a whole search, several for steps of decoding.</summary>
    ValueTask SampleAsync(ICollection<double> seconds, CancellationToken cancellationToken);

    /// <summary>Share of the last sample's time that a verifier computed; null where there is none, or nobody knows.</summary>
    double? VerifierShare => null;
}
