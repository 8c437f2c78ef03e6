namespace InferenceScaling.Conformance.Gguf;

/// <summary>One of the formats of GGUF fixture folders.</summary>
internal interface IGgufFixture
{
    /// <summary>Whether a folder is of this format.</summary>
    bool Matches(string folder);

    /// <summary>Runs every case of a folder.</summary>
    Task RunAsync(string folder, ConformanceReport report, CancellationToken cancellationToken);
}
