namespace InferenceScaling.Conformance;

/// <summary>A published fixture format: knows how to run every case of a folder of it.</summary>
public interface IConformanceKind
{
    /// <summary>The name on the command line.</summary>
    string Name { get; }

    /// <summary>Runs a single fixture folder, or a folder of such folders.</summary>
    Task RunAsync(string directory, ConformanceReport report, CancellationToken cancellationToken);
}
